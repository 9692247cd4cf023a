-- Trusted since Postgres 13: who may create in the database may create it.
create extension if not exists pg_trgm;
--> statement-breakpoint
CREATE TABLE "article_search" (
	"article_id" integer PRIMARY KEY NOT NULL,
	"author_id" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"document" "tsvector" NOT NULL
);
--> statement-breakpoint
-- Documents out of the rows, as they are: what finds the newest of many matches reads none of them.
alter table article_search alter column document set storage external, set (toast_tuple_target = 128);
--> statement-breakpoint
-- By code points, so that a beginning is a range of the key.
CREATE TABLE "search_words" (
	"word" text COLLATE "C" PRIMARY KEY NOT NULL
);
--> statement-breakpoint
-- Of a body beyond 200,000 characters the rest is not searched: a document has an upper limit.
create function article_document(title text, description text, body text) returns tsvector
language sql immutable parallel safe as $$
  select setweight(to_tsvector('pg_catalog.english', title), 'A')
    || setweight(to_tsvector('pg_catalog.english', description), 'B')
    || setweight(to_tsvector('pg_catalog.english', left(body, 200000)), 'D')
$$;
--> statement-breakpoint
insert into article_search (article_id, author_id, created_at, document)
select id, author_id, created_at, article_document(title, description, body) from articles order by id;
--> statement-breakpoint
insert into search_words (word)
select distinct unnest(tsvector_to_array(document)) from article_search order by 1;
--> statement-breakpoint
ALTER TABLE "article_search" ADD CONSTRAINT "article_search_article_id_articles_id_fk" FOREIGN KEY ("article_id") REFERENCES "public"."articles"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
CREATE INDEX "article_search_document" ON "article_search" USING gin ("document");
--> statement-breakpoint
CREATE INDEX "search_words_alike" ON "search_words" USING gin ("word" gin_trgm_ops);
--> statement-breakpoint
-- Also takes the listing's turn: two writers that add the same new words would wait for each other.
create function index_inserted_articles() returns trigger language plpgsql as $$
begin
  perform lock_article_listing();
  with documents as (
    insert into article_search (article_id, author_id, created_at, document)
    select id, author_id, created_at, article_document(title, description, body) from changed
    returning document
  )
  insert into search_words (word)
  select distinct unnest(tsvector_to_array(document)) from documents
  on conflict do nothing;
  return null;
end $$;
--> statement-breakpoint
create function index_updated_articles() returns trigger language plpgsql as $$
begin
  perform lock_article_listing();
  with documents as (
    update article_search s set document = article_document(a.title, a.description, a.body)
    from changed a join unchanged b on a.id = b.id
    where s.article_id = a.id
      and (a.title, a.description, a.body) is distinct from (b.title, b.description, b.body)
    returning s.document
  )
  insert into search_words (word)
  select distinct unnest(tsvector_to_array(document)) from documents
  on conflict do nothing;
  return null;
end $$;
--> statement-breakpoint
create trigger articles_are_searchable after insert on articles
  referencing new table as changed for each statement execute function index_inserted_articles();
--> statement-breakpoint
create trigger articles_are_searchable_anew after update on articles
  referencing old table as unchanged new table as changed for each statement execute function index_updated_articles();
--> statement-breakpoint
-- What somebody typed as what to look for: every word must be there; the last one may be a beginning, of two letters or more; one that
-- no article has stands for up to three that it resembles most, https://www.postgresql.org/docs/current/pgtrgm.html.
create function search_query(words text) returns tsquery language sql stable as $$
  with typed as (
    select lexeme, length(lexeme) > 1 and max(position) over (partition by lexeme) = max(position) over () as may_begin
    from (
      select lexeme, max(position) as position
      -- An accent is one character to an index, however it was typed.
      from unnest(to_tsvector('pg_catalog.english', normalize(words))) found, unnest(found.positions) position
      group by lexeme
    ) found
  ), known as (
    select lexeme, may_begin, exists (select from search_words where word = lexeme)
      or may_begin and exists (select from search_words where word >= lexeme and word < lexeme || chr(1114111)) as is_known
    from typed
  ), meant as (
    select lexeme as typed, lexeme, may_begin from known where is_known
    union all
    select known.lexeme, alike.word, false from known cross join lateral (
      select word, resemblance >= 0.7 * max(resemblance) over () as is_near from (
        select word, similarity(word, lexeme) as resemblance from search_words where word % lexeme order by resemblance desc, word limit 3
      ) nearest
    ) alike
    where not is_known and alike.is_near
  ), terms as (
    select k.lexeme, coalesce(
      string_agg('''' || replace(replace(m.lexeme, '\', '\\'), '''', '''''') || '''' || case when m.may_begin then ':*' else '' end, ' | '),
      -- Nothing resembles it, so nothing is found.
      '''' || replace(replace(k.lexeme, '\', '\\'), '''', '''''') || ''''
    ) as alternatives
    from known k left join meant m on m.typed = k.lexeme
    group by k.lexeme
  )
  select string_agg('(' || alternatives || ')', ' & ')::tsquery from terms
$$;
