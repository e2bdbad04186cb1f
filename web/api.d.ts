// Generated from the OpenAPI document by `npm run generate`; do not edit.
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
  "/api/account/mail/look": {
    get?: never
    post: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody: { content: { 'application/json': { token: string } } }
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': components['schemas']["AskedMail"] } }
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
      parameters: { query?: { from?: string, to?: string, dialect?: "excel-de" | "excel-en" | "rfc4180" }, path: { id: string }, header?: never, cookie?: never }
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
  "/api/desk/alarms": {
    get: {
      parameters: { query?: { state?: "open" | "over" }, path?: never, header?: never, cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': components['schemas']["Alarms"] } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    post?: never
    patch?: never
    put?: never
    delete?: never
  }
  "/api/desk/alarms/{id}/acknowledge": {
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
    delete?: never
  }
  "/api/desk/alarms/{id}/end": {
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
    delete?: never
  }
  "/api/desk/assessments": {
    get: {
      parameters: { query?: { after?: string, limit?: number }, path?: never, header?: never, cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': components['schemas']["Assessments"] } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    post: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody: { content: { 'application/json': { year: number, reason: string } } }
      responses: {
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    patch?: never
    put?: never
    delete?: never
  }
  "/api/desk/assessments/{year}/close": {
    get?: never
    post: {
      parameters: { query?: never, path: { year: number }, header?: never, cookie?: never }
      requestBody?: never
      responses: {
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    patch?: never
    put?: never
    delete?: never
  }
  "/api/desk/audit": {
    get: {
      parameters: { query?: { from?: string, to?: string, user?: string, person?: string, customerNumber?: string, activity?: string, what?: string, about?: string, after?: string, limit?: number }, path?: never, header?: never, cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': components['schemas']["AuditEntries"] } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    post?: never
    patch?: never
    put?: never
    delete?: never
  }
  "/api/desk/audit/export": {
    get: {
      parameters: { query?: { from?: string, to?: string, user?: string, person?: string, customerNumber?: string, activity?: string, what?: string, about?: string, dialect?: "excel-de" | "excel-en" | "rfc4180" }, path?: never, header?: never, cookie?: never }
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
  "/api/desk/audit/terms": {
    get: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': { activities: components['schemas']["NamedPart"][], tables: components['schemas']["NamedPart"][] } } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    post?: never
    patch?: never
    put?: never
    delete?: never
  }
  "/api/desk/audit/verification": {
    get: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': components['schemas']["AuditVerification"] } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    post?: never
    patch?: never
    put?: never
    delete?: never
  }
  "/api/desk/disclosures": {
    get: {
      parameters: { query?: { after?: string, limit?: number }, path?: never, header?: never, cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': components['schemas']["AuthorityRequests"] } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    post: {
      parameters: { query?: never, path?: never, header?: { "Idempotency-Key"?: string }, cookie?: never }
      requestBody: { content: { 'application/json': { kind?: string, subject?: string, customerNumber?: string, authority: string, fileNumber: string, ground: "StPO 95" | "StPO 100j" | "TDDDG 21" | "TDDDG 22" | "AO 93" | "court order" | "other law", because: string, fields: string[], silent?: { until: string, because: string } } } }
      responses: {
        201: { headers: Record<string, unknown>, content: { 'application/json': { id: string } } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    patch?: never
    put?: never
    delete?: never
  }
  "/api/desk/disclosures/fields": {
    get: {
      parameters: { query?: { kind?: string }, path?: never, header?: never, cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': { items: components['schemas']["AskableTable"][] } } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    post?: never
    patch?: never
    put?: never
    delete?: never
  }
  "/api/desk/disclosures/handed-over": {
    get: {
      parameters: { query?: { after?: string, limit?: number }, path?: never, header?: never, cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': components['schemas']["HandedOverPage"] } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    post?: never
    patch?: never
    put?: never
    delete?: never
  }
  "/api/desk/disclosures/{id}/decision": {
    get?: never
    post: {
      parameters: { query?: never, path: { id: string }, header?: never, cookie?: never }
      requestBody: { content: { 'application/json': { decision: "approved" | "refused", reason: string, customerNumber?: string } } }
      responses: {
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    patch?: never
    put?: never
    delete?: never
  }
  "/api/desk/disclosures/{id}/package": {
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
    delete?: never
  }
  "/api/desk/gateways": {
    get: {
      parameters: { query?: { search?: string, state?: "in stock" | "claimed" | "retired", after?: string, limit?: number }, path?: never, header?: never, cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': components['schemas']["ListedGateways"] } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    post: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody: { content: { 'application/json': { model: string, count?: number } } }
      responses: {
        201: { headers: Record<string, unknown>, content: { 'application/json': components['schemas']["MadeGateways"] } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    patch?: never
    put?: never
    delete?: never
  }
  "/api/desk/gateways/import": {
    get?: never
    post: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody: { content: { 'application/json': { csv: string } } }
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': components['schemas']["ImportedGateways"] } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    patch?: never
    put?: never
    delete?: never
  }
  "/api/desk/gateways/{id}/retire": {
    get?: never
    post: {
      parameters: { query?: never, path: { id: string }, header?: never, cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': { serial: string, wasClaimed: boolean } } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    patch?: never
    put?: never
    delete?: never
  }
  "/api/desk/holds": {
    get: {
      parameters: { query?: { after?: string, limit?: number }, path?: never, header?: never, cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': components['schemas']["Holds"] } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    post: {
      parameters: { query?: never, path?: never, header?: { "Idempotency-Key"?: string }, cookie?: never }
      requestBody: { content: { 'application/json': { held: string, begins: string, ends: string, reason: string, until: string } } }
      responses: {
        201: { headers: Record<string, unknown>, content: { 'application/json': { id: string } } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    patch?: never
    put?: never
    delete?: never
  }
  "/api/desk/holds/{id}/lift": {
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
    delete?: never
  }
  "/api/desk/holds/{id}/looks": {
    get?: never
    post: {
      parameters: { query?: never, path: { id: string }, header?: never, cookie?: never }
      requestBody: { content: { 'application/json': { reason: string, after?: number, limit?: number } } }
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': components['schemas']["HeldEntries"] } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    patch?: never
    put?: never
    delete?: never
  }
  "/api/desk/legal-holds": {
    get: {
      parameters: { query?: { after?: string, limit?: number }, path?: never, header?: never, cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': components['schemas']["LegalHolds"] } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    post: {
      parameters: { query?: never, path?: never, header?: { "Idempotency-Key"?: string }, cookie?: never }
      requestBody: { content: { 'application/json': { kind?: string, subject?: string, customerNumber?: string, fileNumber: string, ground: "claims" | "duty" | "order", because: string, until: string, silent?: { until: string, because: string } } } }
      responses: {
        201: { headers: Record<string, unknown>, content: { 'application/json': { id: string } } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    patch?: never
    put?: never
    delete?: never
  }
  "/api/desk/legal-holds/{id}/decision": {
    get?: never
    post: {
      parameters: { query?: never, path: { id: string }, header?: never, cookie?: never }
      requestBody: { content: { 'application/json': { decision: "approved" | "refused", reason: string, customerNumber?: string } } }
      responses: {
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    patch?: never
    put?: never
    delete?: never
  }
  "/api/desk/legal-holds/{id}/end": {
    get?: never
    post: {
      parameters: { query?: never, path: { id: string }, header?: never, cookie?: never }
      requestBody: { content: { 'application/json': { reason: string } } }
      responses: {
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    patch?: never
    put?: never
    delete?: never
  }
  "/api/desk/letters-to-print": {
    get: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': { items: { request: string, reference: string, madeAt: string, expiresAt: string }[] } } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    post?: never
    patch?: never
    put?: never
    delete?: never
  }
  "/api/desk/objections": {
    get: {
      parameters: { query?: { after?: string, limit?: number }, path?: never, header?: never, cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': components['schemas']["ObjectionsToExamine"] } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    post?: never
    patch?: never
    put?: never
    delete?: never
  }
  "/api/desk/objections/{id}/settle": {
    get?: never
    post: {
      parameters: { query?: never, path: { id: string }, header?: never, cookie?: never }
      requestBody: { content: { 'application/json': { as: "stopped" | "adapted" | "overruled", answer: string } } }
      responses: {
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
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
        202: { headers: Record<string, unknown>, content: { 'application/json': components['schemas']["Proof"] } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    patch?: never
    put?: never
    delete?: never
  }
  "/api/desk/record": {
    get: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': components['schemas']["RecordOfProcessing"] } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    post?: never
    patch?: never
    put?: never
    delete?: never
  }
  "/api/desk/record.csv": {
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
  "/api/desk/requests": {
    get: {
      parameters: { query?: { after?: string, limit?: number, state?: "open" | "closed" }, path?: never, header?: never, cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': components['schemas']["DeskRequests"] } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    post: {
      parameters: { query?: never, path?: never, header?: { "Idempotency-Key"?: string }, cookie?: never }
      requestBody: { content: { 'application/json': { from?: string, says: string, right?: "eu-gdpr:A7-3" | "eu-gdpr:A15" | "eu-gdpr:A16" | "eu-gdpr:A17" | "eu-gdpr:A18" | "eu-gdpr:A20" | "eu-gdpr:A21" | "eu-gdpr:A22" | "eu-gdpr:A77", receivedAt?: string } } }
      responses: {
        201: { headers: Record<string, unknown>, content: { 'application/json': { id: string } } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    patch?: never
    put?: never
    delete?: never
  }
  "/api/desk/requests/{id}": {
    get: {
      parameters: { query?: never, path: { id: string }, header?: never, cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': components['schemas']["DeskRequestWithHistory"] } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    post?: never
    patch?: never
    put?: never
    delete?: never
  }
  "/api/desk/requests/{id}/answer": {
    get?: never
    post: {
      parameters: { query?: never, path: { id: string }, header?: never, cookie?: never }
      requestBody: { content: { 'application/json': { answer: string } } }
      responses: {
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    patch?: never
    put?: never
    delete?: never
  }
  "/api/desk/requests/{id}/carry-out": {
    get?: never
    post: {
      parameters: { query?: never, path: { id: string }, header?: never, cookie?: never }
      requestBody: { content: { 'application/json': { what: "copy" | "portable" | "print" | "erase" | "restrict" | "object" | "withdraw" | "correct", ground?: "accuracy" | "unlawful" | "claims" | "objection", activity?: string, purpose?: string, recipient?: string, channel?: string, fields?: { [name: string]: string } } } }
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': components['schemas']["CarriedOut"] } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    patch?: never
    put?: never
    delete?: never
  }
  "/api/desk/requests/{id}/choices": {
    get: {
      parameters: { query?: never, path: { id: string }, header?: never, cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': components['schemas']["DeskChoices"] } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    post?: never
    patch?: never
    put?: never
    delete?: never
  }
  "/api/desk/requests/{id}/erasure": {
    get: {
      parameters: { query?: never, path: { id: string }, header?: never, cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': components['schemas']["CarriedOut"] } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    post?: never
    patch?: never
    put?: never
    delete?: never
  }
  "/api/desk/requests/{id}/extend": {
    get?: never
    post: {
      parameters: { query?: never, path: { id: string }, header?: never, cookie?: never }
      requestBody: { content: { 'application/json': { because: string } } }
      responses: {
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    patch?: never
    put?: never
    delete?: never
  }
  "/api/desk/requests/{id}/letter": {
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
    delete: {
      parameters: { query?: never, path: { id: string }, header?: never, cookie?: never }
      requestBody?: never
      responses: {
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  "/api/desk/requests/{id}/notes": {
    get?: never
    post: {
      parameters: { query?: never, path: { id: string }, header?: never, cookie?: never }
      requestBody: { content: { 'application/json': { note: string } } }
      responses: {
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    patch?: never
    put?: never
    delete?: never
  }
  "/api/desk/requests/{id}/person": {
    get?: never
    post: {
      parameters: { query?: never, path: { id: string }, header?: never, cookie?: never }
      requestBody: { content: { 'application/json': { customerNumber: string, provenBy: "fresh sign-in" | "code to the known address" | "identity card shown" | "known in person" | "signature and customer number" } } }
      responses: {
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    patch?: never
    put?: never
    delete?: never
  }
  "/api/desk/requests/{id}/refuse": {
    get?: never
    post: {
      parameters: { query?: never, path: { id: string }, header?: never, cookie?: never }
      requestBody: { content: { 'application/json': { reason: "identity" | "excessive" | "law keeps" | "legal claims" | "compelling grounds" | "no such data" | "right does not apply", answer: string } } }
      responses: {
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    patch?: never
    put?: never
    delete?: never
  }
  "/api/desk/requests/{id}/take": {
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
    delete?: never
  }
  "/api/desk/restrictions": {
    get: {
      parameters: { query?: { after?: string, limit?: number }, path?: never, header?: never, cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': components['schemas']["RestrictionsOnRequest"] } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    post?: never
    patch?: never
    put?: never
    delete?: never
  }
  "/api/desk/restrictions/{subject}/lift": {
    get?: never
    post: {
      parameters: { query?: never, path: { subject: string }, header?: never, cookie?: never }
      requestBody: { content: { 'application/json': { inDays?: number } } }
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': { liftsAt: string } } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    patch?: never
    put?: never
    delete?: never
  }
  "/api/desk/statement": {
    get: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': components['schemas']["StatementVersions"] } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    post: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody: { content: { 'application/json': { manifest: string, effective?: string } } }
      responses: {
        201: { headers: Record<string, unknown>, content: { 'application/json': components['schemas']["Published"] } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    patch?: never
    put?: never
    delete?: never
  }
  "/api/desk/statement/check": {
    get?: never
    post: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody: { content: { 'application/json': { manifest: string } } }
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': components['schemas']["StatementChanges"] } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    patch?: never
    put?: never
    delete?: never
  }
  "/api/desk/statement/waiting": {
    get?: never
    post?: never
    patch?: never
    put?: never
    delete: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': { version: number } } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  "/api/desk/statement/{version}/changes": {
    get: {
      parameters: { query?: { from?: number }, path: { version: number }, header?: never, cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': components['schemas']["StatementChanges"] } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    post?: never
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
  "/api/links/code": {
    get?: never
    post: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody: { content: { 'application/json': { mail: string, code: string } } }
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': components['schemas']["LinkByCode"] } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
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
  "/api/my-data/copies": {
    get: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': { items: components['schemas']["KeptCopy"][] } } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    post: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody: { content: { 'application/json': { format: "copy" | "portable" } } }
      responses: {
        201: { headers: Record<string, unknown>, content: { 'application/json': components['schemas']["MadeCopy"] } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    patch?: never
    put?: never
    delete?: never
  }
  "/api/my-data/copies/{id}": {
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
    delete: {
      parameters: { query?: never, path: { id: string }, header?: never, cookie?: never }
      requestBody?: never
      responses: {
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
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
  "/api/my-data/objections/{activity}": {
    get?: never
    post?: never
    patch?: never
    put: {
      parameters: { query?: never, path: { activity: string }, header?: never, cookie?: never }
      requestBody: { content: { 'application/json': { grounds?: string } } }
      responses: {
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    delete: {
      parameters: { query?: never, path: { activity: string }, header?: never, cookie?: never }
      requestBody?: never
      responses: {
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  "/api/my-data/proof": {
    get?: never
    post: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody: { content: { 'application/json': { password: string } } }
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': components['schemas']["ProvenUntil"] } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    patch?: never
    put?: never
    delete?: never
  }
  "/api/my-data/proof/code": {
    get?: never
    post: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
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
  "/api/my-data/proof/code/redeem": {
    get?: never
    post: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody: { content: { 'application/json': { code: string } } }
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': components['schemas']["ProvenUntil"] } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    patch?: never
    put?: never
    delete?: never
  }
  "/api/my-data/requests": {
    get: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': { items: components['schemas']["OwnRequest"][] } } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    post: {
      parameters: { query?: never, path?: never, header?: { "Idempotency-Key"?: string }, cookie?: never }
      requestBody: { content: { 'application/json': { right?: "eu-gdpr:A7-3" | "eu-gdpr:A15" | "eu-gdpr:A16" | "eu-gdpr:A17" | "eu-gdpr:A18" | "eu-gdpr:A20" | "eu-gdpr:A21" | "eu-gdpr:A22" | "eu-gdpr:A77", says: string } } }
      responses: {
        201: { headers: Record<string, unknown>, content: { 'application/json': { id: string } } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    patch?: never
    put?: never
    delete?: never
  }
  "/api/my-data/requests/{id}/withdraw": {
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
    delete?: never
  }
  "/api/my-data/restriction": {
    get?: never
    post?: never
    patch?: never
    put: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody: { content: { 'application/json': { ground: "accuracy" | "unlawful" | "claims" | "objection", says?: string } } }
      responses: {
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    delete: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody?: never
      responses: {
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
  }
  "/api/my-data/standing": {
    get: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': components['schemas']["RightsStanding"] } }
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
      requestBody: { content: { 'application/json': { token: string, password: string } } }
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
      requestBody: { content: { 'application/json': { password?: string } } }
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
      requestBody: { content: { 'application/json': { password?: string } } }
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': { recoveryCodes: string[] } } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    patch?: never
    put?: never
    delete?: never
  }
  "/api/second-factor/removal": {
    get?: never
    post: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody: { content: { 'application/json': { password: string } } }
      responses: {
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    patch?: never
    put?: never
    delete?: never
  }
  "/api/session": {
    get: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': { account: components['schemas']["Account"] | null } } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    post?: never
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
  "/api/site": {
    get: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': components['schemas']["Site"] } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    post?: never
    patch?: never
    put?: never
    delete?: never
  }
  "/api/staff/accounts": {
    get: {
      parameters: { query?: { after?: string, limit?: number }, path?: never, header?: never, cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': components['schemas']["Colleagues"] } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    post: {
      parameters: { query?: never, path?: never, header?: { "Idempotency-Key"?: string }, cookie?: never }
      requestBody: { content: { 'application/json': { mail: string, firstName: string, lastName: string, roles: ("administration" | "support" | "marketing" | "privacy" | "officer")[], language?: "de" | "en" } } }
      responses: {
        201: { headers: Record<string, unknown>, content: { 'application/json': { id: string, waiting: ("administration" | "support" | "marketing" | "privacy" | "officer")[] } } }
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
      requestBody: { content: { 'application/json': { roles: ("administration" | "support" | "marketing" | "privacy" | "officer")[] } } }
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': { waiting: ("administration" | "support" | "marketing" | "privacy" | "officer")[] } } }
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
  "/api/staff/accounts/{id}/sessions": {
    get: {
      parameters: { query?: never, path: { id: string }, header?: never, cookie?: never }
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
      parameters: { query?: never, path: { id: string }, header?: never, cookie?: never }
      requestBody?: never
      responses: {
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
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
  "/api/staff/customers/{id}/reset": {
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
  "/api/staff/customers/{id}/sessions": {
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
  "/api/staff/look-ups": {
    get?: never
    post: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody: { content: { 'application/json': { by: string, reason: string } } }
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': { customer: components['schemas']["FoundCustomer"] | null } } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    patch?: never
    put?: never
    delete?: never
  }
  "/api/staff/role-requests": {
    get: {
      parameters: { query?: { after?: string, limit?: number }, path?: never, header?: never, cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': { items: components['schemas']["RoleRequest"][], next: string | null } } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    post?: never
    patch?: never
    put?: never
    delete?: never
  }
  "/api/staff/role-requests/{id}/approval": {
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
    delete?: never
  }
  "/api/staff/role-requests/{id}/cancellation": {
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
    delete?: never
  }
  "/api/statement": {
    get: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: Record<string, unknown>, content: { 'application/json': components['schemas']["StatementStanding"] } }
        default: { headers: Record<string, unknown>, content: { 'application/problem+json': components['schemas']['Problem'] } }
      }
    }
    post?: never
    patch?: never
    put?: never
    delete?: never
  }
  "/api/statement/seen": {
    get?: never
    post: {
      parameters: { query?: never, path?: never, header?: never, cookie?: never }
      requestBody: { content: { 'application/json': { version: number } } }
      responses: {
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
    Alarm: { id: string, kind: string, place: string, says: string, mend: string, urgent: boolean, since: string, lastAt: string, times: number, acknowledgedAt: string | null, acknowledgedBy: string | null, acknowledgedByYou: boolean, endedAt: string | null, may: ("acknowledge" | "end")[] }
    Alarms: { items: components['schemas']["Alarm"][] }
    AskableTable: { table: string, title: string, fields: { field: string, label: string }[] }
    AskedMail: { mail: string, side: "old" | "new" }
    Assessment: { id: string, year: number, reason: string, openedAt: string, closedAt: string | null }
    Assessments: { items: components['schemas']["Assessment"][], next: string | null }
    AuditEntries: { items: components['schemas']["AuditEntry"][], next: string | null }
    AuditEntry: { id: string, at: string, activity: string, what: string, about: string | null, rows: number, actor: string, acted: string | null, concerned: string | null, reason: string | null, userName: string | null, address: string | null, browser: string | null, browserVersion: string | null, os: string | null, sealed: boolean }
    AuditVerification: { seals: number, entries: number, persons: number, erased: number, unsealed: number, sealedAt: string | null, witnesses: number, witnessed: number, holds: boolean, faults: string[] }
    AuthorityRequest: { id: string, subject: string, kind: string, authority: string, fileNumber: string, ground: "StPO 95" | "StPO 100j" | "TDDDG 21" | "TDDDG 22" | "AO 93" | "court order" | "other law", because: string, fields: string[], recordedBy: string, recordedAt: string, decision: ("approved" | "refused") | null, decidedBy: string | null, decidedAt: string | null, reason: string | null, fetchedAt: string | null, silentUntil: string | null, silentBecause: string | null, recordedByYou: boolean, decidedByYou: boolean, mayDecide: boolean, notIndependent: boolean, mayFetch: boolean }
    AuthorityRequests: { items: components['schemas']["AuthorityRequest"][], next: string | null, forYou: number }
    Bucket: { from: string, to: string, value: number | null, min?: number, max?: number, estimated?: boolean }
    CarriedOut: { gone: { table: string, title: string, rows: number }[], kept: { table: string, title: string, rows: number, until: string, why: string }[], blanked: { table: string, title: string, rows: number }[], shared: { table: string, title: string, rows: number }[], told: string[], link: string | null, letter: string | null, reference: string | null }
    Change: { where: string, what: components['schemas']["Words"], before: components['schemas']["Words"] | null, after: components['schemas']["Words"] | null, material: boolean, why: components['schemas']["Words"] }
    Channel: { id: string, key: string, label: string, obis: string | null, unit: string, kind: "counter" | "gauge", medium: "electricity" | "gas" | "water" | "heat" | "other", last: { at: string, value: number } | null }
    Colleague: { id: string, firstName: string, lastName: string, mail: string, roles: ("administration" | "support" | "marketing" | "privacy" | "officer")[], state: "invited" | "active" | "deactivated", secondFactor: boolean, createdAt: string, oneself: boolean, may: string[] }
    Colleagues: { items: components['schemas']["Colleague"][], next: string | null }
    Comparison: { month: string, used: number | null, average: number | null, homes: number }
    Consent: { purpose: string, title: string, words: string, recipient: { id: string, name: string, country: string, task: string } | null, channel: { name: string, label: string } | null, asks: { says: string, hash: string } | null, state: "given" | "refused" | "withdrawn" | "expired" | "invalidated" | "open", holds: boolean, since: string | null, validUntil: string | null, statement: number | null, id: string | null }
    ConsentEvent: { id: string, what: "given" | "refused" | "withdrawn" | "expired" | "invalidated", at: string, how: string, place: string | null, signal: string | null, statement: number, text: { wording: string, hash: string, language: "de" | "en" } | null }
    DeletionReport: { waits: boolean, gone: { what: string, rows: number }[], kept: { what: string, rows: number, why: string, until: string }[], blanked: { what: string, rows: number }[], shared: { what: string, rows: number }[], told: string[] }
    DeskChoices: { consents: { purpose: string, recipient: string, channel: string, title: string }[], objections: { activity: string, title: string, stops: boolean }[], fields: { name: string, label: string }[], restricted: boolean }
    DeskRequest: { id: string, reference: string, by: "account" | "form" | "mail" | "letter", list: "desk" | "officer", right: ("eu-gdpr:A7-3" | "eu-gdpr:A15" | "eu-gdpr:A16" | "eu-gdpr:A17" | "eu-gdpr:A18" | "eu-gdpr:A20" | "eu-gdpr:A21" | "eu-gdpr:A22" | "eu-gdpr:A77") | null, name: string | null, from: string | null, confirmedAt: string | null, says: string | null, receivedAt: string, dueAt: string, lastDay: string, extendedBecause: string | null, handledBy: string | null, provenBy: ("fresh sign-in" | "code to the known address" | "identity card shown" | "known in person" | "signature and customer number") | null, state: "open" | "answered" | "refused" | "withdrawn", closedAt: string | null, answer: string | null, refusal: ("identity" | "excessive" | "law keeps" | "legal claims" | "compelling grounds" | "no such data" | "right does not apply") | null }
    DeskRequestWithHistory: { id: string, reference: string, by: "account" | "form" | "mail" | "letter", list: "desk" | "officer", right: ("eu-gdpr:A7-3" | "eu-gdpr:A15" | "eu-gdpr:A16" | "eu-gdpr:A17" | "eu-gdpr:A18" | "eu-gdpr:A20" | "eu-gdpr:A21" | "eu-gdpr:A22" | "eu-gdpr:A77") | null, name: string | null, from: string | null, confirmedAt: string | null, says: string | null, receivedAt: string, dueAt: string, lastDay: string, extendedBecause: string | null, handledBy: string | null, provenBy: ("fresh sign-in" | "code to the known address" | "identity card shown" | "known in person" | "signature and customer number") | null, state: "open" | "answered" | "refused" | "withdrawn", closedAt: string | null, answer: string | null, refusal: ("identity" | "excessive" | "law keeps" | "legal claims" | "compelling grounds" | "no such data" | "right does not apply") | null, may: "extend"[], history: { at: string, what: "received" | "address confirmed" | "taken on" | "person known" | "extended" | "answered" | "refused" | "withdrawn" | "reminded" | "carried out" | "objection decided" | "mail not delivered" | "noted", by: "person" | "staff" | "platform", staffId: string | null, note: string | null }[], person: { id: string, name: string, mail: string } | null, language: "de" | "en", handledByYou: boolean, examined: boolean }
    DeskRequests: { items: components['schemas']["DeskRequest"][], next: string | null, total: number }
    Device: { id: string, name: string, kind: "electricity-meter" | "gas-meter" | "water-meter" | "plug" | "sensor", state: "ok" | "silent" | "fault", on: boolean | null, switchable: boolean, wish: components['schemas']["Wish"] | null, channels: components['schemas']["Channel"][] }
    Enrolment: { key: string, uri: string }
    Field: { name: string, label: string, required: boolean, kind: "text" | "choice" | "email" | "password" | "tel" | "date" | "serial", choices?: { value: string, label: string }[], why: string, without: string, autocomplete?: string }
    FoundCustomer: { id: string, customerNumber: string, name: string, company: string | null, mail: string, phone: string | null, address: string[], language: "de" | "en", since: string | null }
    Gateway: { id: string, serial: string, model: string, firmware: string | null, online: boolean, lastSeenAt: string | null, claimedAt: string, retiredAt: string | null, health: { uptimeSeconds: number | null, memoryFree: number | null, signal: number | null }, devices: components['schemas']["Device"][] }
    HandedOver: { recipient: string, role: string | null, country: string | null, activity: string, title: string, ground: string, fields: string[], times: number, last: string }
    HandedOverPage: { since: string, items: components['schemas']["HandedOver"][], next: string | null }
    HeldEntries: { items: { [name: string]: unknown }[], columns: { name: string, label: string, terms: { [name: string]: string } }[], next: number | null }
    HeldGroup: { activity: string, title: string, words: string, purposes: string[], basis: { letter: string, label: string }, recipients: { name: string, country: string, task: string }[], items: components['schemas']["HeldTable"][] }
    HeldTable: { table: string, title: string, rows: number, columns: { name: string, label: string, category: string, source: string, secret: boolean, terms: { [name: string]: string } }[], until: string }
    Hold: { id: string, held: string, title: string, begins: string, ends: string, reason: string, until: string, recordedBy: string | null, recordedAt: string, liftedAt: string | null, looks: { at: string, by: string | null, reason: string | null, rows: number }[], mayLook: boolean, mayLift: boolean }
    Holds: { items: components['schemas']["Hold"][], next: string | null, holdable: { name: string, title: string }[] }
    Home: { restrictedSince: string | null, gateways: components['schemas']["Gateway"][], missed: { serial: string, at: string }[] }
    ImportedGateways: { lines: components['schemas']["LineOfImport"][], items: components['schemas']["NewGateway"][], labels: string, csv: string }
    KeptCopy: { id: string, link: string, madeAt: string, expiresAt: string, format: "copy" | "portable" | "print", size: number }
    LegalHold: { id: string, subject: string, kind: string, fileNumber: string, ground: "claims" | "duty" | "order", groundInWords: string, because: string, until: string, recordedBy: string, recordedAt: string, decision: ("approved" | "refused") | null, decidedBy: string | null, decidedAt: string | null, reason: string | null, erasureAskedAt: string | null, endedAt: string | null, silentUntil: string | null, silentBecause: string | null, stands: boolean, recordedByYou: boolean, mayDecide: boolean, notIndependent: boolean, mayEnd: boolean }
    LegalHolds: { items: components['schemas']["LegalHold"][], next: string | null, forYou: number }
    LineOfImport: { line: number, serial: string, became: "added" | "known" | "left-out" | "refused", why?: "serial" | "model" | "secret" | "secret-too-short" | "other-secret" | "twice" }
    LinkByCode: { page: "confirm" | "activate" | "reset" | "mail", token: string }
    ListedGateway: { id: string, serial: string, model: string, addedAt: string, retiredAt: string | null, state: "in stock" | "claimed" | "retired" }
    ListedGateways: { items: components['schemas']["ListedGateway"][], next: string | null, counts: { inStock: number, claimed: number, retired: number } }
    MadeCopy: { id: string, link: string, madeAt: string, expiresAt: string }
    MadeGateways: { items: components['schemas']["NewGateway"][], labels: string, csv: string }
    MyConsents: { items: components['schemas']["Consent"][] }
    MyData: { groups: components['schemas']["HeldGroup"][] }
    NamedColleague: { name: string, mail: string }
    NamedPart: { name: string, title: string }
    NewGateway: { serial: string, model: string, secret: string }
    ObjectionToExamine: { id: string, subject: string, activity: string, title: string, at: string, grounds: string | null, state: string, dueAt: string | null, lastDay: string | null, request: string | null }
    ObjectionsToExamine: { items: components['schemas']["ObjectionToExamine"][], next: string | null, total: number }
    OwnRequest: { id: string, right: ("eu-gdpr:A7-3" | "eu-gdpr:A15" | "eu-gdpr:A16" | "eu-gdpr:A17" | "eu-gdpr:A18" | "eu-gdpr:A20" | "eu-gdpr:A21" | "eu-gdpr:A22" | "eu-gdpr:A77") | null, by: "account" | "form" | "mail" | "letter", says: string | null, receivedAt: string, dueAt: string, lastDay: string, extendedBecause: string | null, state: "open" | "answered" | "refused" | "withdrawn", closedAt: string | null, answer: string | null, refusal: ("identity" | "excessive" | "law keeps" | "legal claims" | "compelling grounds" | "no such data" | "right does not apply") | null, history: { at: string, what: "received" | "address confirmed" | "taken on" | "person known" | "extended" | "answered" | "refused" | "withdrawn" | "reminded" | "carried out" | "objection decided" | "mail not delivered" | "noted", by: "person" | "staff" | "platform" }[] }
    Proof: { at: string | null, version: number | null, deep: boolean, holds: boolean | null, promises: components['schemas']["ProvenPromise"][], activities: { name: string, title: string }[], underWay: components['schemas']["ProofUnderWay"] | null, brokeOff: string | null }
    ProofUnderWay: { since: string, deep: boolean, step: "structure" | "roles" | "policies" | "grants" | "in force" | "ages" | "rows" | "consents" | "asked for" | "encrypted" | "attachments" | "ledger" | "log", done: number, of: number }
    ProvenPromise: { id: string, title: string, clauses: string[], holds: boolean, evidence: { from: string, says: string, rows?: number, oldest?: string }[], against: string[], since: string | null }
    ProvenUntil: { until: string }
    Published: { version: number, effective: string, material: boolean, changes: components['schemas']["Change"][] }
    RecordOfProcessing: { controller: { name: string, address: string, representedBy: string, mail: string, phone: string }, officer: { name: string, address: string, mail: string } | null, activities: components['schemas']["RecordedActivity"][] }
    RecordedActivity: { activity: string, title: string, purposes: string[], basis: string, operations: string[], subjects: string[], recipients: { name: string, role: string, country: string, thirdCountry: boolean, safeguard: string | null, contractSince: string | null }[], measures: string[], columns: { table: string, column: string, category: string, source: string, purposes: string[], until: string }[] }
    RestrictionOnRequest: { subject: string, since: string, ground: "accuracy" | "unlawful" | "claims" | "objection", asked: string, says: string | null, toldAt: string | null, liftsAt: string | null }
    RestrictionsOnRequest: { items: components['schemas']["RestrictionOnRequest"][], next: string | null }
    RightsStanding: { proven: string | null, restriction: { since: string, ground: "accuracy" | "unlawful" | "claims" | "objection", says: string | null, asked: "person" | "staff", liftsAt: string | null } | null, switches: { activity: string, title: string, words: string, interest: string, purposes: string[], advertising: boolean, objection: { at: string, grounds: string | null, state: "examined" | "stopped" | "adapted" | "overruled", stops: boolean, settledAt: string | null, answer: string | null } | null }[], contact: { mail: string, post: { name: string, street: string, postcode: string, city: string, country: string }, controller: string }, authority: { name: string, street: string, postcode: string, city: string, link: string | null } }
    RoleRequest: { id: string, colleague: { name: string, mail: string, since: string, openedBy: components['schemas']["NamedColleague"] | null } | null, roles: ("administration" | "support" | "marketing" | "privacy" | "officer")[], state: "open" | "approved" | "granted" | "cancelled", askedBy: components['schemas']["NamedColleague"] | null, askedAt: string, waitsUntil: string, approvedBy: components['schemas']["NamedColleague"] | null, approvedAt: string | null, endedBy: components['schemas']["NamedColleague"] | null, endedAt: string | null, may: string[], because: ("own" | "concerned" | "not independent") | null }
    SecondFactor: { isSetUp: boolean, since: string | null, shown: "none" | "missing" | "given" | "fresh", recoveryCodesLeft: number }
    Series: { unit: string, kind: "counter" | "gauge", timeZone: string, by: "hour" | "day" | "month" | "year", from: string, to: string, buckets: components['schemas']["Bucket"][], total: number | null, before: { from: string, to: string, buckets: components['schemas']["Bucket"][], total: number | null } }
    Session: { id: string, current: boolean, startedAt: string, lastSeenAt: string, stay: boolean, agent: string }
    Site: { company: string, languages: ("de" | "en")[], demo: boolean, timeZone: string, runs: string[], registration: { open: boolean, fields: components['schemas']["Field"][] }, statement: { effective: string } }
    StatementChanges: { changes: components['schemas']["Change"][], material: boolean }
    StatementStanding: { version: number, effective: string, seen: boolean, last: { version: number, at: string } | null, changes: components['schemas']["Change"][], announced: { version: number, effective: string } | null }
    StatementVersion: { version: number, standing: "in force" | "earlier" | "waiting" | "withdrawn", effective: string, publishedAt: string, inForceSince: string | null, material: boolean, toldAt: string | null }
    StatementVersions: { versions: components['schemas']["StatementVersion"][], waiting: { version: number, told: number, lettersWaiting: number } | null }
    Switching: { id: string, at: string, on: boolean, by: "you" | "gateway" | "device", rule: string | null, state: "done" | "waiting" | "failed" }
    Wish: { id: string, on: boolean, state: "waiting" | "sent" | "done" | "failed" }
    Words: { de: string, en: string }
  }
}
