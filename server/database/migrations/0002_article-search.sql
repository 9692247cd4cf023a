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
-- What somebody typed as what to look for: every word must be there; the last one may be a beginning; one that no
-- article has stands for the three that it resembles most, https://www.postgresql.org/docs/current/pgtrgm.html.
create function search_query(words text) returns tsquery language sql stable as $$
  with typed as (
    select lexeme, max(position) over (partition by lexeme) = max(position) over () as is_last
    from (
      select lexeme, max(position) as position
      from unnest(to_tsvector('pg_catalog.english', words)) found, unnest(found.positions) position
      group by lexeme
    ) found
  ), meant as (
    select lexeme as typed, is_last, lexeme from typed
    where exists (select from search_words where word = lexeme)
      or is_last and exists (select from search_words where word >= lexeme and word < lexeme || chr(1114111))
    union all
    select lexeme, false, alike.word from typed cross join lateral (
      select word from search_words where word % lexeme order by similarity(word, lexeme) desc, word limit 3
    ) alike
    where not exists (select from search_words where word = lexeme)
      and not (is_last and exists (select from search_words where word >= lexeme and word < lexeme || chr(1114111)))
  ), terms as (
    select t.lexeme, coalesce(
      string_agg('''' || replace(replace(m.lexeme, '\', '\\'), '''', '''''') || '''' || case when m.is_last then ':*' else '' end, ' | '),
      -- Nothing resembles it, so nothing is found.
      '''' || replace(replace(t.lexeme, '\', '\\'), '''', '''''') || ''''
    ) as alternatives
    from typed t left join meant m on m.typed = t.lexeme
    group by t.lexeme
  )
  select string_agg('(' || alternatives || ')', ' & ')::tsquery from terms
$$;
