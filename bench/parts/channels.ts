import type pg from 'pg'

/** Channels 1, 2, 3 … of clients 0, 1, 2 …, as a gateway's hello would have made them. */
export async function makeChannels(admin: pg.Client, clients: number): Promise<void> {
  await admin.query(`
    insert into telemetry.channel (number, device, key, label, unit, kind, medium, standing)
    select 3 * client + place, lpad(to_hex(client), 32, '0')::uuid, (array['energy', 'power', 'voltage'])[place], 'of the bench', (array['kWh', 'W', 'V'])[place],
           case place when 1 then 'counter' else 'gauge' end, 'electricity', true
    from generate_series(0, $1::integer - 1) as client, generate_series(1, 3) as place`, [clients])
}
