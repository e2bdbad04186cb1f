import { ActionIcon, Button, Checkbox } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconDots, IconShieldCheck, IconShieldOff, IconUser, IconUserPlus } from '@tabler/icons-react'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { answer, api } from '../../client.ts'
import { ActionMenu } from '../../parts/Act.tsx'
import { Form } from '../../parts/Form.tsx'
import { Pages, Row, Rows } from '../../parts/Rows.tsx'
import { Part, Screen } from '../../parts/Screen.tsx'
import { sayDone, sayFailed } from '../../parts/toasts.ts'
import { problemIn } from '../../problem.ts'
import { useFormats } from '../../queries.ts'
import { deactivate, endSessions, reactivate, reset, sendLink } from './actions.ts'
import { withStepUp } from '../../console/parts/StepUp.tsx'
import { RoleRequests } from './RoleRequests.tsx'
import { allColleagues, roleRequests, type Colleague } from './queries.ts'
import { useWords } from '../../locales/words.tsx'
import { identityConsoleWords } from './words/index.ts'

type Role = Colleague['roles'][number]
const roles: readonly Role[] = ['administration', 'privacy', 'officer', 'support', 'marketing']

/** Who works here, with which permissions; taking in, changing, resetting, blocking. */
export function Colleagues() {
  const { colleagues: t } = useWords(identityConsoleWords)
  const asked = useInfiniteQuery(allColleagues)
  const [inviting, { toggle, close }] = useDisclosure()
  return (
    <Screen
      title={t.title}
      lead={t.lead}
      narrow
      side={
        <Button
          size="sm"
          variant={inviting ? 'default' : 'filled'}
          leftSection={<IconUserPlus size={18} stroke={1.75} aria-hidden />}
          aria-expanded={inviting}
          onClick={toggle}
        >
          {t.invite}
        </Button>
      }
    >
      {inviting && <Invite done={close} />}
      <RoleRequests />
      <div className="card">
        <Pages of={asked}>
          {items => (
            <Rows of={items} label={t.title} none={t.none}>
              {colleague => <Shown colleague={colleague} />}
            </Rows>
          )}
        </Pages>
      </div>
    </Screen>
  )
}

function RoleBoxes({
  chosen,
  choose,
  label,
}: {
  chosen: readonly Role[]
  choose: (roles: Role[]) => void
  label: string
}) {
  const t = useWords(identityConsoleWords)
  return (
    <fieldset className="form-section">
      <legend className="role-legend">{label}</legend>
      <div className="stack">
        {roles.map(role => (
          <Checkbox
            key={role}
            label={t.roles[role]}
            description={t.colleagues.roleSays[role]}
            checked={chosen.includes(role)}
            onChange={event =>
              choose(event.currentTarget.checked ? [...chosen, role] : chosen.filter(one => one !== role))
            }
          />
        ))}
      </div>
    </fieldset>
  )
}

function Invite({ done }: { done: () => void }) {
  const t = useWords(identityConsoleWords)
  const words = t.colleagues
  const queries = useQueryClient()
  const [chosen, choose] = useState<Role[]>([])
  async function invite({ mail = '', firstName = '', lastName = '', language = '' }) {
    const { waiting } = await withStepUp(() =>
      answer(
        api.POST('/api/staff/accounts', {
          body: {
            mail,
            firstName,
            lastName,
            roles: chosen,
            ...((language === 'de' || language === 'en') && { language }),
          },
        }),
      ),
    )
    await Promise.all([
      queries.invalidateQueries({ queryKey: allColleagues.queryKey }),
      queries.invalidateQueries({ queryKey: roleRequests.queryKey }),
    ])
    sayDone(waiting.length ? words.invitedWaiting(mail) : words.invited(mail), t)
    done()
  }
  return (
    <Part title={words.invite} lead={words.inviteSays}>
      <Form
        wide
        submit={words.do}
        send={invite}
        before={<RoleBoxes chosen={chosen} choose={choose} label={words.roles} />}
        values={{ language: 'de' }}
        sections={[
          {
            asks: [
              {
                name: 'firstName',
                label: words.firstName,
                kind: 'text',
                required: true,
                share: 'half',
                autocomplete: 'off',
              },
              {
                name: 'lastName',
                label: words.lastName,
                kind: 'text',
                required: true,
                share: 'half',
                autocomplete: 'off',
              },
              { name: 'mail', label: words.mail, kind: 'email', required: true, share: 'half', autocomplete: 'off' },
              {
                name: 'language',
                label: words.language,
                kind: 'choice',
                required: true,
                share: 'half',
                choices: [
                  { value: 'de', label: t.customers.languages.de },
                  { value: 'en', label: t.customers.languages.en },
                ],
              },
            ],
          },
        ]}
      />
    </Part>
  )
}

const tones = { invited: 'pill-plain', active: 'pill-good', deactivated: 'pill-bad' }

function Shown({ colleague }: { colleague: Colleague }) {
  const t = useWords(identityConsoleWords)
  const words = t.colleagues
  const format = useFormats()
  const [changing, { toggle, close }] = useDisclosure()
  const name = `${colleague.firstName} ${colleague.lastName}`
  const Factor = colleague.secondFactor ? IconShieldCheck : IconShieldOff
  return (
    <>
      <Row
        icon={IconUser}
        title={
          <span className="line colleague-name">
            {name}
            {colleague.oneself && <span className="quiet small">({words.oneself})</span>}
            <span className={`pill ${tones[colleague.state]}`}>{words.states[colleague.state]}</span>
          </span>
        }
        under={
          <>
            <span className="colleague-mail">{colleague.mail}</span>
            <span className="colleague-roles">
              {colleague.roles.map(role => t.roles[role]).join(', ') || words.noRole}
            </span>
            <span className="colleague-factor">
              <Factor size={16} stroke={1.75} aria-hidden />
              {colleague.secondFactor ? words.factor : words.noFactor} · {words.since(format.day(colleague.createdAt))}
            </span>
          </>
        }
      >
        {colleague.may.includes('roles') && (
          <Button size="sm" variant="default" aria-expanded={changing} onClick={toggle}>
            {words.roles}
            <span className="unseen"> {name}</span>
          </Button>
        )}
        {colleague.may.length > 0 && (
          <ActionMenu does={[sendLink, reactivate, endSessions, reset, deactivate]} to={colleague}>
            <ActionIcon variant="default" size="lg" radius="md" aria-label={words.actions(name)}>
              <IconDots size={20} stroke={1.75} aria-hidden />
            </ActionIcon>
          </ActionMenu>
        )}
      </Row>
      {changing && <ChangeRoles colleague={colleague} name={name} done={close} />}
    </>
  )
}

function ChangeRoles({ colleague, name, done }: { colleague: Colleague; name: string; done: () => void }) {
  const t = useWords(identityConsoleWords)
  const words = t.colleagues
  const queries = useQueryClient()
  const [chosen, choose] = useState<Role[]>([...colleague.roles])
  const [busy, setBusy] = useState(false)
  async function save() {
    setBusy(true)
    await withStepUp(() =>
      answer(
        api.PATCH('/api/staff/accounts/{id}', { params: { path: { id: colleague.id } }, body: { roles: chosen } }),
      ),
    ).then(
      async ({ waiting }) => {
        await Promise.all([
          queries.invalidateQueries({ queryKey: allColleagues.queryKey }),
          queries.invalidateQueries({ queryKey: roleRequests.queryKey }),
        ])
        sayDone(waiting.length ? words.changedWaiting : words.changed, t)
        done()
      },
      thrown => sayFailed(problemIn(thrown), t),
    )
    setBusy(false)
  }
  return (
    <div className="change-roles stack">
      <RoleBoxes chosen={chosen} choose={choose} label={words.rolesOf(name)} />
      <div className="line">
        <Button size="sm" loading={busy} onClick={save}>
          {t.common.save}
        </Button>
        <Button size="sm" variant="default" onClick={done}>
          {t.common.cancel}
        </Button>
      </div>
    </div>
  )
}
