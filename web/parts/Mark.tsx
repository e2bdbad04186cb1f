/** A roof that is also a hand, and someone safe beneath it. */
export function Mark({ size = 36 }: { size?: number }) {
  return (
    <svg className="mark" width={size} height={size} viewBox="0 0 48 48" aria-hidden="true" focusable="false">
      <rect width="48" height="48" rx="13" fill="#1d6350" />
      <path
        d="M10.5 30.5V24a13.5 13.5 0 0 1 27 0v6.5"
        fill="none"
        stroke="#fffefb"
        strokeWidth="5"
        strokeLinecap="round"
      />
      <circle cx="24" cy="27.5" r="6.2" fill="#f2b04a" />
      <path d="M15 38.6c5.6 2.6 12.4 2.6 18 0" fill="none" stroke="#fffefb" strokeWidth="4" strokeLinecap="round" />
    </svg>
  )
}
