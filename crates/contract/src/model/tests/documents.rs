//! Small documents of different habits.

/// Users with posts: keys from the server, pages by offset, a filter, an order, an action, a shared collection.
pub(super) const USERS: &str = r"openapi: 3.1.0
info: {title: T, version: '1'}
paths:
  /users:
    get:
      parameters: [{name: limit, in: query, schema: {type: integer, maximum: 50, default: 20}}, {name: offset, in: query, schema: {type: integer}}, {name: role, in: query, schema: {type: string}}, {name: sort, in: query, schema: {type: string, enum: [name, created_at]}}, {name: order, in: query, schema: {enum: [asc, desc]}}]
      responses: {'200': {description: x, content: {application/json: {schema: {type: object, required: [data,total], properties: {data: {type: array, items: {$ref: '#/components/schemas/User'}}, total: {type: integer}, has_more: {type: boolean}}}}}}}
    post:
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/NewUser'}}}}
      responses: {'201': {description: x, content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}}
  /users/{user-id}:
    parameters: [{name: user-id, in: path, required: true, schema: {type: integer}}]
    get: {responses: {'200': {description: x, content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}, '404': {description: x}}}
    put:
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/NewUser'}}}}
      responses: {'200': {description: x, content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}}
    patch:
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/UserPatch'}}}}
      responses: {'200': {description: x, content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}}
    delete: {responses: {'204': {description: x}}}
  /users/{user-id}/posts:
    parameters: [{name: user-id, in: path, required: true, schema: {type: integer}}]
    get: {responses: {'200': {description: x, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Post'}}}}}}}
    post:
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [title], properties: {title: {type: string, minLength: 1}, body: {type: string}, published: {type: boolean}}}}}}
      responses: {'201': {description: x, content: {application/json: {schema: {$ref: '#/components/schemas/Post'}}}}}
  /posts/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: {responses: {'200': {description: x, content: {application/json: {schema: {$ref: '#/components/schemas/Post'}}}}}}
    delete: {responses: {'204': {description: x}}}
  /posts/{id}/publish:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    post: {responses: {'200': {description: x, content: {application/json: {schema: {$ref: '#/components/schemas/Post'}}}}}}
  /posts:
    get: {responses: {'200': {description: x, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Post'}}}}}}}
components:
  schemas:
    NewUser: {type: object, required: [name, role], properties: {name: {type: string, minLength: 1, maxLength: 20}, role: {type: string, enum: [admin, user, guest]}, note: {type: string}}}
    UserPatch: {type: object, minProperties: 1, properties: {name: {type: string, minLength: 1, maxLength: 20}, role: {type: string, enum: [admin, user, guest]}, note: {type: string}}}
    User: {type: object, required: [id, name, role, created_at], properties: {id: {type: integer}, name: {type: string}, role: {type: string, enum: [admin, user, guest]}, note: {type: string}, created_at: {type: string, format: date-time}}}
    Post: {type: object, required: [id, title, user_id, published], properties: {id: {type: string}, title: {type: string}, body: {type: string}, user_id: {type: integer}, published: {type: boolean}}}
";

/// Notes: keys by `Location`, an envelope, cursors, a creation that may be repeated, declared effects.
pub(super) const NOTES: &str = r"
openapi: 3.1.0
info: {title: Notes, version: '1'}
x-state:
  books:
    schema: '#/components/schemas/Book'
    new: {id: =uuid(), notes: 0, opened: false, state: open}
    seed: 3
  notes:
    schema: '#/components/schemas/Note'
    new: {id: =seq, read: false, at: =now()}
    seed: 4
paths:
  /books:
    get:
      x-state: {list: books, respond: {books: =items, count: =items | length}}
      responses: {'200': {description: x, content: {application/json: {schema: {type: object, required: [books], properties: {count: {type: integer}, books: {type: array, items: {$ref: '#/components/schemas/Book'}}}}}}}}
    post:
      x-state: {create: books, status: 201}
      parameters: [{name: Idempotency-Key, in: header, schema: {type: string}}]
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/NewBook'}}}}
      responses: {'201': {description: x, headers: {Location: {schema: {type: string}}}}}
  /books/{book}:
    parameters: [{name: book, in: path, required: true, schema: {type: string}}]
    get:
      x-state: {read: books, key: =path.book}
      responses: {'200': {description: x, content: {application/json: {schema: {$ref: '#/components/schemas/Book'}}}}}
    delete:
      x-state: {delete: books, key: =path.book, effects: [{delete: notes, where: {book_id: =path.book}}]}
      responses: {'204': {description: x}}
  /books/{book}/open:
    parameters: [{name: book, in: path, required: true, schema: {type: string}}]
    post:
      x-state: {none: '', effects: [{update: books, key: =path.book, set: {opened: true}}]}
      responses: {'204': {description: x}}
  /books/{book}/notes:
    parameters: [{name: book, in: path, required: true, schema: {type: string}}]
    get:
      x-state:
        guard: [{unless: '=get(''books'', path.book) is defined', refuse: missing}]
        list: notes
        where: {book_id: =path.book, tag: =query.tag}
        page: {size: =query.limit, after: =query.after}
        effects: [{update: notes, where: {id: {in: =items.id}}, set: {read: true}}]
        respond: {notes: =items, next: =next, more: =more}
      parameters: [{name: limit, in: query, schema: {type: integer, minimum: 1}}, {name: after, in: query, schema: {type: integer}}, {name: tag, in: query, schema: {type: string}}]
      responses: {'200': {description: x, content: {application/json: {schema: {type: object, required: [notes, more], properties: {more: {type: boolean}, next: {type: [integer, 'null']}, notes: {type: array, items: {$ref: '#/components/schemas/Note'}}}}}}}}
    post:
      x-state:
        guard: [{unless: '=get(''books'', path.book) is defined', refuse: missing}]
        create: notes
        with: {book_id: =path.book}
        effects: [{update: books, key: =path.book, set: {state: used}}]
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [text], properties: {text: {type: string, minLength: 1}, tag: {type: string, enum: [a, b]}}}}}}
      responses: {'201': {description: x, content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}}}
  /notes/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get:
      x-state: {read: notes, answer: before, effects: [{update: notes, key: =path.id, set: {read: true}}]}
      responses: {'200': {description: x, content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}}}
    put:
      x-state: {replace: notes, keep: [book_id, at, read]}
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [text], properties: {text: {type: string, minLength: 1}, tag: {type: string, enum: [a, b]}}}}}}
      responses: {'200': {description: x, content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}}}
    delete: {x-state: delete notes, responses: {'204': {description: x}}}
components:
  schemas:
    NewBook: {type: object, required: [title], properties: {title: {type: string, minLength: 1}, shelf: {type: integer}}}
    Book: {type: object, required: [id, title], properties: {id: {type: string}, title: {type: string}, shelf: {type: integer}, notes: {type: integer}, opened: {type: boolean}, state: {type: string}}}
    Note: {type: object, required: [id, text, read], properties: {id: {type: integer}, book_id: {type: string}, text: {type: string}, tag: {type: string, enum: [a, b]}, read: {type: boolean}, at: {type: string, format: date-time}}}
";

/// Keys that are easily taken for others: numbers that go on from large ones, and those of a path that admits two.
pub(super) const ORDERS: &str = r"openapi: 3.1.0
info: {title: T, version: '1'}
x-state: {orders: {seed: [{id: 1153105473485787136}]}, seats: {seed: [{seat: 1}]}}
paths:
  /orders:
    get: {responses: {'200': {description: x, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Order'}}}}}}}
    post:
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/New'}}}}
      responses: {'201': {description: x, content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}}
  /orders/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get: {responses: {'200': {description: x, content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}}}
  /seats:
    get: {responses: {'200': {description: x, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Seat'}}}}}}}
    post:
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/New'}}}}
      responses: {'201': {description: x, content: {application/json: {schema: {$ref: '#/components/schemas/Seat'}}}}}
  /seats/{seat}:
    parameters: [{name: seat, in: path, required: true, schema: {type: integer, minimum: 1, maximum: 2}}]
    get: {responses: {'200': {description: x, content: {application/json: {schema: {$ref: '#/components/schemas/Seat'}}}}}}
components:
  schemas:
    New: {type: object, required: [name], properties: {name: {type: string, minLength: 1}}}
    Order: {type: object, required: [id, name], properties: {id: {type: integer}, name: {type: string}}}
    Seat: {type: object, required: [seat, name], properties: {seat: {type: integer}, name: {type: string}}}
";
