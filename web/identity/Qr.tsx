import { encodeQR } from 'qr'
import { useMemo } from 'react'

/** A text as a picture for a camera: dark on light in every scheme, because cameras expect it so. */
export function Qr({ text, label }: { text: string; label: string }) {
  const { side, path } = useMemo(() => {
    const modules = encodeQR(text, 'raw', { border: 2 })
    return {
      side: modules.length,
      path: modules.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join(''),
    }
  }, [text])
  return (
    <svg className="qr" viewBox={`0 0 ${side} ${side}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <rect width={side} height={side} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  )
}
