// Generated from the OpenAPI document by `npm run api:types`; do not edit.
export interface paths {
  "/api/account": {
    get: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': components['schemas']["Account"] } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    post?: never
    patch: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody: { content: { 'application/json': { language?: "de" | "en", fields?: { [name: string]: string } } } }
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': components['schemas']["Account"] } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    put?: never
    delete?: never
  }
  "/api/account/delete": {
    get?: never
    post: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody: { content: { 'application/json': { password: string } } }
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': components['schemas']["DeletionReport"] } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    patch?: never
    put?: never
    delete?: never
  }
  "/api/account/deletion": {
    get: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': components['schemas']["DeletionReport"] } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    post?: never
    patch?: never
    put?: never
    delete?: never
  }
  "/api/account/mail": {
    get?: never
    post: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody: { content: { 'application/json': { mail: string, password: string } } }
      responses: {
        202: { headers: Record<string, unknown>, content: { 'application/json': Record<string, never> } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    patch?: never
    put?: never
    delete?: never
  }
  "/api/account/mail/confirm": {
    get?: never
    post: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody: { content: { 'application/json': { token: string } } }
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': { confirmed: "one" | "both" } } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    patch?: never
    put?: never
    delete?: never
  }
  "/api/account/password": {
    get?: never
    post: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody: { content: { 'application/json': { current: string, next: string } } }
      responses: {

        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    patch?: never
    put?: never
    delete?: never
  }
  "/api/activations": {
    get?: never
    post: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody: { content: { 'application/json': { token: string, password: string } } }
      responses: {

        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    patch?: never
    put?: never
    delete?: never
  }
  "/api/channels/{id}/readings.csv": {
    get: {
      parameters: { query?: { from?: string, to?: string }, path: { id: string }, header?: never, cookie?: never }
      requestBody?: never
      responses: {

        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    post?: never
    patch?: never
    put?: never
    delete?: never
  }
  "/api/channels/{id}/recent": {
    get: {
      parameters: { query?: { minutes?: number }, path: { id: string }, header?: never, cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': { items: { at: string, value: number }[] } } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    post?: never
    patch?: never
    put?: never
    delete?: never
  }
  "/api/channels/{id}/series": {
    get: {
      parameters: { query: { by: "hour" | "day" | "month" | "year", from: string }, path: { id: string }, header?: never, cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': components['schemas']["Series"] } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    post?: never
    patch?: never
    put?: never
    delete?: never
  }
  "/api/consents": {
    get: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': components['schemas']["MyConsents"] } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    post: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody: { content: { 'application/json': { purpose: string, recipient?: string | null, channel?: string | null, says: "given" | "refused", hash: string } } }
      responses: {

        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    patch?: never
    put?: never
    delete?: never
  }
  "/api/consents/withdraw": {
    get?: never
    post: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody: { content: { 'application/json': { purpose: string, recipient?: string | null, channel?: string | null } } }
      responses: {

        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    patch?: never
    put?: never
    delete?: never
  }
  "/api/consents/withdraw-all": {
    get?: never
    post: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': { withdrawn: number } } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    patch?: never
    put?: never
    delete?: never
  }
  "/api/consents/{id}/history": {
    get: {
      parameters: { query?: never, path: { id: string }, header?: never, cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': { items: components['schemas']["ConsentEvent"][] } } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    post?: never
    patch?: never
    put?: never
    delete?: never
  }
  "/api/consents/{id}/receipt": {
    get: {
      parameters: { query?: never, path: { id: string }, header?: never, cookie?: never }
      requestBody?: never
      responses: {

        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    post?: never
    patch?: never
    put?: never
    delete?: never
  }
  "/api/desk/proof": {
    get: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': components['schemas']["Proof"] } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    post: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody: { content: { 'application/json': { deep?: boolean } } }
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': components['schemas']["Proof"] } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    patch?: never
    put?: never
    delete?: never
  }
  "/api/devices/{id}": {
    get?: never
    post?: never
    patch: {
      parameters: { query?: never, path: { id: string }, header?: never, cookie?: never }
      requestBody: { content: { 'application/json': { name: string } } }
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': components['schemas']["Device"] } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    put?: never
    delete?: never
  }
  "/api/devices/{id}/switch": {
    get?: never
    post: {
      parameters: { query?: never, path: { id: string }, header?: { "Idempotency-Key"?: string }, cookie?: never }
      requestBody: { content: { 'application/json': { on: boolean } } }
      responses: {
        202: { headers: Record<string, unknown>, content: { 'application/json': { id: string, state: "sent" | "waiting" } } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    patch?: never
    put?: never
    delete?: never
  }
  "/api/devices/{id}/switchings": {
    get: {
      parameters: { query?: { after?: string, limit?: number }, path: { id: string }, header?: never, cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': { items: components['schemas']["Switching"][], next: string | null } } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    post?: never
    patch?: never
    put?: never
    delete?: never
  }
  "/api/gateways/claims": {
    get?: never
    post: {
      parameters: { query?: never, path?: never, header?: { "Idempotency-Key"?: string }, cookie?: never }
      requestBody: { content: { 'application/json': { serial: string } } }
      responses: {
        201: { headers: Record<string, unknown>, content: { 'application/json': { id: string, serial: string } } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    patch?: never
    put?: never
    delete?: never
  }
  "/api/gateways/{id}": {
    get?: never
    post?: never
    patch?: never
    put?: never
    delete: {
      parameters: { query?: never, path: { id: string }, header?: never, cookie?: never }
      requestBody?: never
      responses: {

        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  "/api/home": {
    get: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': components['schemas']["Home"] } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    post?: never
    patch?: never
    put?: never
    delete?: never
  }
  "/api/home/comparison": {
    get: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': components['schemas']["Comparison"] } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    post?: never
    patch?: never
    put?: never
    delete?: never
  }
  "/api/house": {
    get: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': components['schemas']["House"] } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    post?: never
    patch?: never
    put?: never
    delete?: never
  }
  "/api/live": {
    get: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody?: never
      responses: {

        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    post?: never
    patch?: never
    put?: never
    delete?: never
  }
  "/api/my-data": {
    get: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': components['schemas']["MyData"] } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    post?: never
    patch?: never
    put?: never
    delete?: never
  }
  "/api/my-data/copy": {
    get: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody?: never
      responses: {

        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    post?: never
    patch?: never
    put?: never
    delete?: never
  }
  "/api/my-data/{table}": {
    get: {
      parameters: { query?: { after?: number, limit?: number }, path: { table: string }, header?: never, cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': { items: { [name: string]: unknown }[], next: string | null } } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    post?: never
    patch?: never
    put?: never
    delete?: never
  }
  "/api/password-resets": {
    get?: never
    post: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody: { content: { 'application/json': { mail: string } } }
      responses: {
        202: { headers: Record<string, unknown>, content: { 'application/json': Record<string, never> } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    patch?: never
    put?: never
    delete?: never
  }
  "/api/password-resets/redeem": {
    get?: never
    post: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody: { content: { 'application/json': { token: string, password: string } } }
      responses: {

        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    patch?: never
    put?: never
    delete?: never
  }
  "/api/registrations": {
    get?: never
    post: {
      parameters: { query?: never, path?: never, header?: { "Idempotency-Key"?: string }, cookie?: never }
      requestBody: { content: { 'application/json': { language?: "de" | "en", mail: string, password: string, firstName: string, lastName: string, serial: string } } }
      responses: {
        202: { headers: Record<string, unknown>, content: { 'application/json': Record<string, never> } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    patch?: never
    put?: never
    delete?: never
  }
  "/api/registrations/confirm": {
    get?: never
    post: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody: { content: { 'application/json': { token: string } } }
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': { customerNumber: string } } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    patch?: never
    put?: never
    delete?: never
  }
  "/api/second-factor": {
    get: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': components['schemas']["SecondFactor"] } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    post: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody: { content: { 'application/json': { code: string } } }
      responses: {

        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    patch?: never
    put?: never
    delete?: never
  }
  "/api/second-factor/enrolment": {
    get?: never
    post: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': components['schemas']["Enrolment"] } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    patch?: never
    put?: never
    delete?: never
  }
  "/api/second-factor/enrolment/confirm": {
    get?: never
    post: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody: { content: { 'application/json': { code: string } } }
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': { recoveryCodes: string[] } } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    patch?: never
    put?: never
    delete?: never
  }
  "/api/second-factor/recovery-codes": {
    get?: never
    post: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': { recoveryCodes: string[] } } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    patch?: never
    put?: never
    delete?: never
  }
  "/api/sessions": {
    get: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': { items: components['schemas']["Session"][] } } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    post?: never
    patch?: never
    put?: never
    delete: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody?: never
      responses: {

        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  "/api/sessions/{id}": {
    get?: never
    post?: never
    patch?: never
    put?: never
    delete: {
      parameters: { query?: never, path: { id: string }, header?: never, cookie?: never }
      requestBody?: never
      responses: {

        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  "/api/sign-in": {
    get?: never
    post: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody: { content: { 'application/json': { mail: string, password: string, stay?: boolean } } }
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': components['schemas']["Account"] } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    patch?: never
    put?: never
    delete?: never
  }
  "/api/sign-out": {
    get?: never
    post: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody?: never
      responses: {

        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    patch?: never
    put?: never
    delete?: never
  }
  "/api/staff/accounts": {
    get: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': { items: components['schemas']["Colleague"][] } } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    post: {
      parameters: { query?: never, path?: never, header?: { "Idempotency-Key"?: string }, cookie?: never }
      requestBody: { content: { 'application/json': { mail: string, firstName: string, lastName: string, roles: ("administration" | "support" | "marketing" | "privacy")[], language?: "de" | "en" } } }
      responses: {
        201: { headers: Record<string, unknown>, content: { 'application/json': { id: string } } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    patch?: never
    put?: never
    delete?: never
  }
  "/api/staff/accounts/{id}": {
    get?: never
    post?: never
    patch: {
      parameters: { query?: never, path: { id: string }, header?: never, cookie?: never }
      requestBody: { content: { 'application/json': { roles: ("administration" | "support" | "marketing" | "privacy")[] } } }
      responses: {

        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    put?: never
    delete?: never
  }
  "/api/staff/accounts/{id}/deactivation": {
    get?: never
    post: {
      parameters: { query?: never, path: { id: string }, header?: never, cookie?: never }
      requestBody?: never
      responses: {

        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    patch?: never
    put?: never
    delete: {
      parameters: { query?: never, path: { id: string }, header?: never, cookie?: never }
      requestBody?: never
      responses: {

        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  "/api/staff/accounts/{id}/link": {
    get?: never
    post: {
      parameters: { query?: never, path: { id: string }, header?: never, cookie?: never }
      requestBody?: never
      responses: {
        202: { headers: Record<string, unknown>, content: { 'application/json': Record<string, never> } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    patch?: never
    put?: never
    delete?: never
  }
  "/api/staff/accounts/{id}/reset": {
    get?: never
    post: {
      parameters: { query?: never, path: { id: string }, header?: never, cookie?: never }
      requestBody?: never
      responses: {
        202: { headers: Record<string, unknown>, content: { 'application/json': Record<string, never> } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    patch?: never
    put?: never
    delete?: never
  }
  "/api/staff/customers": {
    get?: never
    post: {
      parameters: { query?: never, path?: never, header?: { "Idempotency-Key"?: string }, cookie?: never }
      requestBody: { content: { 'application/json': { mail: string, language?: "de" | "en", fields?: { [name: string]: string }, contractReference?: string } } }
      responses: {
        201: { headers: Record<string, unknown>, content: { 'application/json': { id: string } } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    patch?: never
    put?: never
    delete?: never
  }
  "/api/staff/look-ups": {
    get?: never
    post: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody: { content: { 'application/json': { by: string, occasion: string } } }
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': { customer: components['schemas']["FoundCustomer"] | null } } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    patch?: never
    put?: never
    delete?: never
  }
}
export interface components {
  schemas: {
    Problem: { type: string, title: string, status: number, id: string, helps?: string, fields?: { [name: string]: string } }
    Account: { kind: "customer" | "staff", customerNumber: string | null, mail: string, language: "de" | "en", fields: { [name: string]: string }, may: string[], secondFactor: "not needed" | "to set up" | "to give" | "given", createdAt: string, pendingMail: string | null }
    Bucket: { from: string, to: string, value: number | null, min?: number, max?: number, estimated?: boolean }
    Channel: { id: string, key: string, label: string, obis: string | null, unit: string, kind: "counter" | "gauge", medium: "electricity" | "gas" | "water" | "heat" | "other", last: { at: string, value: number } | null }
    Colleague: { id: string, firstName: string, lastName: string, mail: string, roles: ("administration" | "support" | "marketing" | "privacy")[], state: "invited" | "active" | "deactivated", secondFactor: boolean, createdAt: string, oneself: boolean, may: string[] }
    Comparison: { month: string, used: number | null, average: number | null, homes: number }
    Consent: { purpose: string, title: string, words: string, recipient: { id: string, name: string, country: string, task: string } | null, channel: { name: string, label: string } | null, asks: { says: string, hash: string } | null, state: "given" | "refused" | "withdrawn" | "expired" | "invalidated" | "open", holds: boolean, since: string | null, validUntil: string | null, statement: number | null, id: string | null }
    ConsentEvent: { id: string, what: "given" | "refused" | "withdrawn" | "expired" | "invalidated", at: string, how: string, place: string | null, signal: string | null, statement: number, text: { wording: string, hash: string, language: "de" | "en" } | null }
    DeletionReport: { gone: { what: string, rows: number }[], kept: { what: string, rows: number, why: string, until: string }[] }
    Device: { id: string, name: string, kind: "electricity-meter" | "gas-meter" | "water-meter" | "plug" | "sensor", state: "ok" | "silent" | "fault", on: boolean | null, switchable: boolean, wish: components['schemas']["Wish"] | null, channels: components['schemas']["Channel"][] }
    Enrolment: { key: string, uri: string }
    Field: { name: string, label: string, required: boolean, kind: "text" | "choice" | "email" | "password" | "tel" | "date" | "serial", choices?: { value: string, label: string }[], why: string, without: string, autocomplete?: string }
    FoundCustomer: { id: string, customerNumber: string, name: string, company: string | null, mail: string, phone: string | null, address: string[], language: "de" | "en", since: string | null }
    Gateway: { id: string, serial: string, model: string, firmware: string | null, online: boolean, lastSeenAt: string | null, claimedAt: string, health: { uptimeSeconds: number | null, memoryFree: number | null, signal: number | null }, devices: components['schemas']["Device"][] }
    HeldGroup: { activity: string, title: string, words: string, purposes: string[], basis: { letter: string, label: string }, recipients: { name: string, country: string, task: string }[], items: components['schemas']["HeldTable"][] }
    HeldTable: { table: string, title: string, rows: number, columns: { name: string, label: string, category: string, source: string, secret: boolean }[], until: string }
    Home: { gateways: components['schemas']["Gateway"][], missed: { serial: string, at: string }[] }
    House: { company: string, languages: ("de" | "en")[], demo: boolean, timeZone: string, registration: { open: boolean, fields: components['schemas']["Field"][] }, statement: { effective: string } }
    MyConsents: { items: components['schemas']["Consent"][] }
    MyData: { groups: components['schemas']["HeldGroup"][] }
    Proof: { at: string | null, version: number | null, deep: boolean, holds: boolean, promises: components['schemas']["ProvenPromise"][] }
    ProvenPromise: { id: string, clauses: string[], holds: boolean, evidence: { from: string, says: string, rows?: number, oldest?: string }[], against: string[], since: string | null }
    SecondFactor: { isSetUp: boolean, shown: "missing" | "given" | "fresh", recoveryCodesLeft: number }
    Series: { unit: string, kind: "counter" | "gauge", timeZone: string, by: "hour" | "day" | "month" | "year", from: string, to: string, buckets: components['schemas']["Bucket"][], total: number | null, before: { from: string, to: string, buckets: components['schemas']["Bucket"][], total: number | null } }
    Session: { id: string, current: boolean, startedAt: string, lastSeenAt: string, stay: boolean, agent: string }
    Switching: { id: string, at: string, on: boolean, by: "you" | "gateway" | "device", rule: string | null, state: "done" | "waiting" | "failed" }
    Wish: { id: string, on: boolean, state: "waiting" | "sent" | "done" | "failed" }
  }
}
