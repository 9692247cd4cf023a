// Made by npm run openapi from the API's contract. Changes belong there.

export interface paths {
    "/api/articles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List articles
         * @description One page of the articles, newest first. With `q` it is a search, and the best match comes first. Walk the list by `cursor` to see every article once however many are added meanwhile, by `page` to go straight to a place.
         */
        get: operations["listArticles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/articles/{slug}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get an article
         * @description A whole article with its body, as Markdown and as HTML, its comments, and the articles published before and after it.
         */
        get: operations["getArticle"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List tags
         * @description One page of the tags that articles carry, the most used first.
         */
        get: operations["listTags"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get this document
         * @description This description of the API, as OpenAPI 3.1.
         */
        get: operations["getOpenApi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/docs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read this document
         * @description A page that shows this description and tries the operations out.
         */
        get: operations["getReference"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/problems": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read about all kinds of problems
         * @description A page that lists every kind of problem that the API answers with.
         */
        get: operations["listProblemKinds"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/problems/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read about a kind of problem
         * @description The page that a problem's `type` leads to: what it means and what to do about it.
         */
        get: operations["getProblemKind"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description One page of the articles. */
        ArticleList: {
            /** @description Newest first; with `q` the best match first. */
            articles: components["schemas"]["ArticleListItem"][];
            /**
             * @description How many articles the filters match in all, wherever page and cursor are.
             * @example 500
             */
            articlesCount: number;
            /**
             * @description The `cursor` for what comes after this page; null at the end of the list, and with `q`.
             * @example 1772323200000.500
             */
            nextCursor: string | null;
        };
        /** @description An article among others. */
        ArticleListItem: {
            /** @example Rolling updates without a gap */
            title: string;
            /**
             * @description Names the article in addresses.
             * @example rolling-updates-without-a-gap
             */
            slug: string;
            /** @example What happens between two versions, and how nobody notices. */
            description: string;
            /**
             * Format: date-time
             * @description When it was published, in UTC.
             * @example 2026-03-01T09:30:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description When it was last changed, in UTC.
             * @example 2026-03-01T09:30:00.000Z
             */
            updatedAt: string;
            /**
             * @description In alphabetical order.
             * @example [
             *       "delivery",
             *       "kubernetes"
             *     ]
             */
            tags: string[];
            author: components["schemas"]["Author"];
            /**
             * @description With `q`: a passage of the article as escaped text with what was found in `<mark>`, safe to show as HTML. Else null.
             * @example … a <mark>rolling</mark> <mark>update</mark> replaces one process after another …
             */
            excerptHtml: string | null;
        };
        /** @description The author as readers see them. */
        Author: {
            /** @example Ada Kowalski */
            name: string;
        };
        /** @description An error, as problem details (RFC 9457). */
        Problem: {
            /**
             * Format: uri-reference
             * @description The address of a page that explains this kind of problem.
             * @example /api/problems/malformed-query
             */
            type: string;
            /** @example Bad Request */
            title: string;
            /** @example 400 */
            status: number;
            /**
             * @description What went wrong this time.
             * @example The query is malformed: page.
             */
            detail: string;
            /**
             * Format: uri-reference
             * @description The path that was asked for.
             * @example /api/articles
             */
            instance: string;
            /**
             * @description Names this request in the log of the site; the same as the header X-Request-Id.
             * @example 0d6f4c1e-6a0b-4c0e-9f51-3f0a5f1c2b7d
             */
            requestId: string;
            /**
             * @description What was wrong, by parameter or field.
             * @example {
             *       "page": [
             *         "expected a whole number from 1 to 1000000000"
             *       ]
             *     }
             */
            errors?: {
                [key: string]: string[];
            };
        };
        /** @description A whole article with its comments. */
        Article: {
            /** @example Rolling updates without a gap */
            title: string;
            /**
             * @description Names the article in addresses.
             * @example rolling-updates-without-a-gap
             */
            slug: string;
            /** @example What happens between two versions, and how nobody notices. */
            description: string;
            /**
             * Format: date-time
             * @description When it was published, in UTC.
             * @example 2026-03-01T09:30:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description When it was last changed, in UTC.
             * @example 2026-03-01T09:30:00.000Z
             */
            updatedAt: string;
            /**
             * @description In alphabetical order.
             * @example [
             *       "delivery",
             *       "kubernetes"
             *     ]
             */
            tags: string[];
            author: components["schemas"]["Author"];
            /**
             * @description Markdown.
             * @example A **rolling update** replaces one process after another.
             */
            body: string;
            /**
             * @description The body as HTML, sanitised.
             * @example <p>A <strong>rolling update</strong> replaces one process after another.</p>
             */
            bodyHtml: string;
            /** @description Newest first. */
            comments: components["schemas"]["Comment"][];
            /** @description The article published before this one; null for the first. */
            previous: components["schemas"]["ArticleNeighbour"] | null;
            /** @description The article published after this one; null for the newest. */
            next: components["schemas"]["ArticleNeighbour"] | null;
        };
        /** @description What a reader says of an article. */
        Comment: {
            /** @example 7 */
            id: number;
            /**
             * @description Plain text.
             * @example Thank you, this saved my evening.
             */
            body: string;
            /**
             * Format: date-time
             * @description When it was written, in UTC.
             * @example 2026-03-01T09:30:00.000Z
             */
            createdAt: string;
            author: components["schemas"]["Author"];
        };
        /** @description An article beside another in the order of publication. */
        ArticleNeighbour: {
            /** @example Rolling updates without a gap */
            title: string;
            /**
             * @description Names the article in addresses.
             * @example rolling-updates-without-a-gap
             */
            slug: string;
        };
        /** @description One page of the tags in use, the most used first. */
        TagList: {
            tags: components["schemas"]["Tag"][];
            /**
             * @description How many tags are in use in all.
             * @example 61
             */
            tagsCount: number;
        };
        /** @description A tag and how many articles carry it. */
        Tag: {
            /** @example postgres */
            name: string;
            /**
             * @description How many articles carry it.
             * @example 42
             */
            articlesCount: number;
        };
        /** @description An OpenAPI document. */
        OpenApi: {
            openapi: string;
        } & {
            [key: string]: unknown;
        };
    };
    responses: {
        /** @description `malformed-query`: A parameter of the query is unknown, repeated, or not of the form that the operation asks for. The field errors names each parameter and what was expected of it; without one, the query is not valid percent-encoding. */
        MalformedQuery: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "Cache-Control": components["headers"]["Cache-Control"];
                "Read-Position": components["headers"]["Read-Position"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "/api/problems/malformed-query",
                 *       "status": 400,
                 *       "requestId": "0d6f4c1e-6a0b-4c0e-9f51-3f0a5f1c2b7d",
                 *       "title": "Bad Request",
                 *       "detail": "The query is malformed: page.",
                 *       "instance": "/api/articles",
                 *       "errors": {
                 *         "page": [
                 *           "expected a whole number from 1 to 1000000000"
                 *         ]
                 *       }
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `not-acceptable`: The header Accept refuses every form in which this can be answered. Accept the type that detail names, or send no Accept at all. */
        NotAcceptable: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "Cache-Control": components["headers"]["Cache-Control"];
                "Read-Position": components["headers"]["Read-Position"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "/api/problems/not-acceptable",
                 *       "status": 406,
                 *       "requestId": "0d6f4c1e-6a0b-4c0e-9f51-3f0a5f1c2b7d",
                 *       "title": "Not Acceptable",
                 *       "detail": "Accept is text/csv, expected it to allow application/json.",
                 *       "instance": "/api/articles"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `internal-error`: The server failed at this request. It is not your doing. Try again later; if it stays so, report it with the requestId of the answer. */
        InternalError: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "Cache-Control": components["headers"]["Cache-Control"];
                "Read-Position": components["headers"]["Read-Position"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "/api/problems/internal-error",
                 *       "status": 500,
                 *       "requestId": "0d6f4c1e-6a0b-4c0e-9f51-3f0a5f1c2b7d",
                 *       "title": "Internal Server Error",
                 *       "detail": "The server failed to answer this request.",
                 *       "instance": "/api/articles"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `database-unavailable`: No database host answered in time, or too many requests wait for one. Try again after the seconds in the header Retry-After. */
        DatabaseUnavailable: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "Cache-Control": components["headers"]["Cache-Control"];
                "Retry-After": components["headers"]["Retry-After"];
                "Read-Position": components["headers"]["Read-Position"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "/api/problems/database-unavailable",
                 *       "status": 503,
                 *       "requestId": "0d6f4c1e-6a0b-4c0e-9f51-3f0a5f1c2b7d",
                 *       "title": "Service Unavailable",
                 *       "detail": "The database cannot be reached. Try again in a moment.",
                 *       "instance": "/api/articles"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `malformed-path`: The path of the request is not valid percent-encoded text, or holds a control character. Encode each part of the path, as encodeURIComponent does. */
        MalformedPath: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "Cache-Control": components["headers"]["Cache-Control"];
                "Read-Position": components["headers"]["Read-Position"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "/api/problems/malformed-path",
                 *       "status": 400,
                 *       "requestId": "0d6f4c1e-6a0b-4c0e-9f51-3f0a5f1c2b7d",
                 *       "title": "Bad Request",
                 *       "detail": "The path is not valid percent-encoding.",
                 *       "instance": "/api/articles/%ff"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `not-found`: Nothing is at this path. Look at the path and at the name in it; an article may have been removed. */
        NotFound: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                "Cache-Control": components["headers"]["Cache-Control"];
                "Read-Position": components["headers"]["Read-Position"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "/api/problems/not-found",
                 *       "status": 404,
                 *       "requestId": "0d6f4c1e-6a0b-4c0e-9f51-3f0a5f1c2b7d",
                 *       "title": "Not Found",
                 *       "detail": "There is no article with this slug.",
                 *       "instance": "/api/articles/no-such-article"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: {
        /** @description One or more `ETag`s of earlier answers, or `*`: the answer is 304 without a body if it would be one of these again. */
        "If-None-Match": string;
        /** @description A name for this exchange, 1 to 128 of the characters A-Z, a-z, 0-9, `.`, `_`, `:` and `-`. Another value is not refused, the server then makes a name of its own. */
        "X-Request-Id": string;
        /** @description `0` at first, then the `Read-Position` of the last answer that had one: no older state than that one's is answered, whichever host answers. What the server did not issue counts as `0`. */
        "Read-Position": string;
        /** @description The `Last-Modified` of an earlier answer: 304 if nothing has changed since. Ignored beside `If-None-Match`. */
        "If-Modified-Since": string;
    };
    requestBodies: never;
    headers: {
        /** @description Names this exchange in the server's log: the id of the request, or one that the server made. */
        "X-Request-Id": string;
        /** @description Who may keep the answer, and for how long. */
        "Cache-Control": string;
        /** @description Names this state of what was answered. Sent back as `If-None-Match`, it earns a 304 for as long as nothing has changed. */
        ETag: string;
        /** @description The headers of the request that the answer depends on. */
        Vary: string;
        /** @description What the client has seen. It comes when the request had one: send it with the next request, and no older state is answered. */
        "Read-Position": string;
        /** @description Addresses of other pages of the same list, by their relation: `first`, `prev`, `next`, `last` (RFC 8288). Absent are those that there are not. */
        Link: string;
        /** @description After how many seconds it is worth another try. */
        "Retry-After": number;
        /** @description When it last changed, to the second; absent for a moment after a change. `ETag` tells more. */
        "Last-Modified": string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listArticles: {
        parameters: {
            query?: {
                /** @description The page, from 1. With a cursor it counts from there. A page past the end is an empty list. */
                page?: number;
                /** @description How many items a page has. */
                size?: number;
                /** @description Only articles with this tag, by its exact name. */
                tag?: string;
                /** @description Only articles of this author, by the exact name. */
                author?: string;
                /** @description Words that the title, description or body must hold, in any order and any form; the last may be a beginning, and a mistyped one stands for those it resembles. The best match comes first. */
                q?: string;
                /** @description Only articles after this position of the list, newest first: the `nextCursor` of an earlier answer. */
                cursor?: string;
            };
            header?: {
                /** @description One or more `ETag`s of earlier answers, or `*`: the answer is 304 without a body if it would be one of these again. */
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                /** @description A name for this exchange, 1 to 128 of the characters A-Z, a-z, 0-9, `.`, `_`, `:` and `-`. Another value is not refused, the server then makes a name of its own. */
                "X-Request-Id"?: components["parameters"]["X-Request-Id"];
                /** @description `0` at first, then the `Read-Position` of the last answer that had one: no older state than that one's is answered, whichever host answers. What the server did not issue counts as `0`. */
                "Read-Position"?: components["parameters"]["Read-Position"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page; past the end it is empty. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    ETag: components["headers"]["ETag"];
                    Vary: components["headers"]["Vary"];
                    "Read-Position": components["headers"]["Read-Position"];
                    Link: components["headers"]["Link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ArticleList"];
                };
            };
            /** @description Nothing has changed since the answer that the condition names. There is no body. */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    ETag: components["headers"]["ETag"];
                    Vary: components["headers"]["Vary"];
                    "Read-Position": components["headers"]["Read-Position"];
                    Link: components["headers"]["Link"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["MalformedQuery"];
            406: components["responses"]["NotAcceptable"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    getArticle: {
        parameters: {
            query?: never;
            header?: {
                /** @description One or more `ETag`s of earlier answers, or `*`: the answer is 304 without a body if it would be one of these again. */
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                /** @description The `Last-Modified` of an earlier answer: 304 if nothing has changed since. Ignored beside `If-None-Match`. */
                "If-Modified-Since"?: components["parameters"]["If-Modified-Since"];
                /** @description A name for this exchange, 1 to 128 of the characters A-Z, a-z, 0-9, `.`, `_`, `:` and `-`. Another value is not refused, the server then makes a name of its own. */
                "X-Request-Id"?: components["parameters"]["X-Request-Id"];
                /** @description `0` at first, then the `Read-Position` of the last answer that had one: no older state than that one's is answered, whichever host answers. What the server did not issue counts as `0`. */
                "Read-Position"?: components["parameters"]["Read-Position"];
            };
            path: {
                /** @description The article's `slug`, exactly. */
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The article. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    ETag: components["headers"]["ETag"];
                    Vary: components["headers"]["Vary"];
                    "Read-Position": components["headers"]["Read-Position"];
                    "Last-Modified": components["headers"]["Last-Modified"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Article"];
                };
            };
            /** @description Nothing has changed since the answer that the condition names. There is no body. */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    ETag: components["headers"]["ETag"];
                    Vary: components["headers"]["Vary"];
                    "Read-Position": components["headers"]["Read-Position"];
                    "Last-Modified": components["headers"]["Last-Modified"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["MalformedPath"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    listTags: {
        parameters: {
            query?: {
                /** @description The page, from 1. A page past the end is an empty list. */
                page?: number;
                /** @description How many items a page has. */
                size?: number;
            };
            header?: {
                /** @description One or more `ETag`s of earlier answers, or `*`: the answer is 304 without a body if it would be one of these again. */
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                /** @description A name for this exchange, 1 to 128 of the characters A-Z, a-z, 0-9, `.`, `_`, `:` and `-`. Another value is not refused, the server then makes a name of its own. */
                "X-Request-Id"?: components["parameters"]["X-Request-Id"];
                /** @description `0` at first, then the `Read-Position` of the last answer that had one: no older state than that one's is answered, whichever host answers. What the server did not issue counts as `0`. */
                "Read-Position"?: components["parameters"]["Read-Position"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page; past the end it is empty. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    ETag: components["headers"]["ETag"];
                    Vary: components["headers"]["Vary"];
                    "Read-Position": components["headers"]["Read-Position"];
                    Link: components["headers"]["Link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TagList"];
                };
            };
            /** @description Nothing has changed since the answer that the condition names. There is no body. */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    ETag: components["headers"]["ETag"];
                    Vary: components["headers"]["Vary"];
                    "Read-Position": components["headers"]["Read-Position"];
                    Link: components["headers"]["Link"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["MalformedQuery"];
            406: components["responses"]["NotAcceptable"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["DatabaseUnavailable"];
        };
    };
    getOpenApi: {
        parameters: {
            query?: never;
            header?: {
                /** @description One or more `ETag`s of earlier answers, or `*`: the answer is 304 without a body if it would be one of these again. */
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                /** @description A name for this exchange, 1 to 128 of the characters A-Z, a-z, 0-9, `.`, `_`, `:` and `-`. Another value is not refused, the server then makes a name of its own. */
                "X-Request-Id"?: components["parameters"]["X-Request-Id"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The document. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    ETag: components["headers"]["ETag"];
                    Vary: components["headers"]["Vary"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenApi"];
                };
            };
            /** @description Nothing has changed since the answer that the condition names. There is no body. */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    ETag: components["headers"]["ETag"];
                    Vary: components["headers"]["Vary"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            406: components["responses"]["NotAcceptable"];
            500: components["responses"]["InternalError"];
        };
    };
    getReference: {
        parameters: {
            query?: never;
            header?: {
                /** @description One or more `ETag`s of earlier answers, or `*`: the answer is 304 without a body if it would be one of these again. */
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                /** @description A name for this exchange, 1 to 128 of the characters A-Z, a-z, 0-9, `.`, `_`, `:` and `-`. Another value is not refused, the server then makes a name of its own. */
                "X-Request-Id"?: components["parameters"]["X-Request-Id"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    ETag: components["headers"]["ETag"];
                    Vary: components["headers"]["Vary"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description Nothing has changed since the answer that the condition names. There is no body. */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    ETag: components["headers"]["ETag"];
                    Vary: components["headers"]["Vary"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            406: components["responses"]["NotAcceptable"];
            500: components["responses"]["InternalError"];
        };
    };
    listProblemKinds: {
        parameters: {
            query?: never;
            header?: {
                /** @description One or more `ETag`s of earlier answers, or `*`: the answer is 304 without a body if it would be one of these again. */
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                /** @description A name for this exchange, 1 to 128 of the characters A-Z, a-z, 0-9, `.`, `_`, `:` and `-`. Another value is not refused, the server then makes a name of its own. */
                "X-Request-Id"?: components["parameters"]["X-Request-Id"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    ETag: components["headers"]["ETag"];
                    Vary: components["headers"]["Vary"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description Nothing has changed since the answer that the condition names. There is no body. */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    ETag: components["headers"]["ETag"];
                    Vary: components["headers"]["Vary"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            406: components["responses"]["NotAcceptable"];
            500: components["responses"]["InternalError"];
        };
    };
    getProblemKind: {
        parameters: {
            query?: never;
            header?: {
                /** @description One or more `ETag`s of earlier answers, or `*`: the answer is 304 without a body if it would be one of these again. */
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                /** @description A name for this exchange, 1 to 128 of the characters A-Z, a-z, 0-9, `.`, `_`, `:` and `-`. Another value is not refused, the server then makes a name of its own. */
                "X-Request-Id"?: components["parameters"]["X-Request-Id"];
            };
            path: {
                /** @description The last part of a problem's `type`. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    ETag: components["headers"]["ETag"];
                    Vary: components["headers"]["Vary"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description Nothing has changed since the answer that the condition names. There is no body. */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    ETag: components["headers"]["ETag"];
                    Vary: components["headers"]["Vary"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["MalformedPath"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            500: components["responses"]["InternalError"];
        };
    };
}
