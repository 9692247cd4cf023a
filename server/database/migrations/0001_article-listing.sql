-- Bodies out of the rows: the list then reads densely packed summaries, and never a body.
-- Without MAIN the same threshold would push long descriptions out as well; EXTERNAL spares bodies a
-- compression that saves a third of their space and costs a quarter of the time of writing them.
alter table articles
  alter column body set storage external,
  alter column body_html set storage external,
  alter column title set storage main,
  alter column slug set storage main,
  alter column description set storage main,
  set (toast_tuple_target = 256);
--> statement-breakpoint
-- What lists are ordered and counted by never changes, so that counts and blocks can stay exact.
create function refuse_listing_change() returns trigger language plpgsql as $$
begin
  raise exception 'the key of a row in "%" never changes: delete the row and insert it again', tg_table_name
    using errcode = 'integrity_constraint_violation';
end $$;
--> statement-breakpoint
create trigger articles_listing_key_is_fixed before update of id, author_id, created_at on articles
  for each row when ((old.id, old.author_id, old.created_at) is distinct from (new.id, new.author_id, new.created_at))
  execute function refuse_listing_change();
--> statement-breakpoint
create trigger article_tags_are_fixed before update on article_tags
  for each row when (old is distinct from new)
  execute function refuse_listing_change();
--> statement-breakpoint
-- One writer at a time changes the listing, so that no two transactions count from the same old
-- state. Each later statement of a trigger function sees what the lock's last holder committed.
create function lock_article_listing() returns void language sql as $$
  select pg_advisory_xact_lock(hashtext('article_listing'))
$$;
--> statement-breakpoint
create function block_of_article(article_created_at timestamptz, article_id integer) returns article_blocks
language sql stable as $$
  select b from article_blocks b
  where (b.oldest_created_at, b.oldest_id) <= (article_created_at, article_id)
  order by b.oldest_created_at desc, b.oldest_id desc
  limit 1
$$;
--> statement-breakpoint
-- Cuts a block that has outgrown 2,000 articles into blocks of 1,000, counted from its oldest.
create function split_article_block(block article_blocks) returns void language plpgsql as $$
begin
  with next_block as (
    select n.oldest_created_at, n.oldest_id from article_blocks n
    where (n.oldest_created_at, n.oldest_id) > (block.oldest_created_at, block.oldest_id)
    order by n.oldest_created_at, n.oldest_id limit 1
  ), members as (
    select a.created_at, a.id,
      row_number() over (order by a.created_at, a.id) - 1 as older,
      count(*) over () as total
    from articles a left join next_block n on true
    where (a.created_at, a.id) >= (block.oldest_created_at, block.oldest_id)
      and (n.oldest_id is null or (a.created_at, a.id) < (n.oldest_created_at, n.oldest_id))
  ), younger_parts as (
    insert into article_blocks (oldest_created_at, oldest_id, articles, older)
    select created_at, id, least(1000, total - older), block.older + older from members
    where older % 1000 = 0 and older > 0
  )
  update article_blocks b set articles = 1000
  where (b.oldest_created_at, b.oldest_id) = (block.oldest_created_at, block.oldest_id);
end $$;
--> statement-breakpoint
-- Counts anew what is older than each block, from the block of this article on. For an article at
-- the head that is the newest block alone.
create function renumber_article_blocks(article_created_at timestamptz, article_id integer) returns void
language sql as $$
  with first as (
    select b.* from block_of_article(article_created_at, article_id) b
  ), renumbered as (
    select b.oldest_created_at, b.oldest_id,
      first.older + sum(b.articles) over (order by b.oldest_created_at, b.oldest_id) - b.articles as older
    from article_blocks b cross join first
    where (b.oldest_created_at, b.oldest_id) >= (first.oldest_created_at, first.oldest_id)
  )
  update article_blocks b set older = r.older from renumbered r
  where (b.oldest_created_at, b.oldest_id) = (r.oldest_created_at, r.oldest_id) and b.older <> r.older
$$;
--> statement-breakpoint
create function list_inserted_articles() returns trigger language plpgsql as $$
declare
  overfull article_blocks;
begin
  perform lock_article_listing();

  insert into article_counts (author_id, tag_id, articles)
  select author_id, null, count(*) from changed group by grouping sets ((), (author_id))
  having count(*) > 0
  on conflict (author_id, tag_id) do update set articles = article_counts.articles + excluded.articles;

  -- The oldest block reaches back to any age.
  insert into article_blocks values ('-infinity', 0, 0, 0) on conflict do nothing;
  update article_blocks b set articles = b.articles + added.articles
  from (
    select found.oldest_created_at, found.oldest_id, count(*) as articles
    from changed c cross join lateral block_of_article(c.created_at, c.id) found
    group by 1, 2
  ) added
  where (b.oldest_created_at, b.oldest_id) = (added.oldest_created_at, added.oldest_id);

  for overfull in select * from article_blocks where articles > 2000 loop
    perform split_article_block(overfull);
  end loop;
  perform renumber_article_blocks(created_at, id) from changed order by created_at, id limit 1;
  return null;
end $$;
--> statement-breakpoint
create function unlist_deleted_articles() returns trigger language plpgsql as $$
begin
  perform lock_article_listing();

  update article_counts k set articles = k.articles - removed.articles
  from (select author_id, count(*) as articles from changed group by grouping sets ((), (author_id))) removed
  where k.tag_id is null and k.author_id is not distinct from removed.author_id;

  update article_blocks b set articles = b.articles - removed.articles
  from (
    select found.oldest_created_at, found.oldest_id, count(*) as articles
    from changed c cross join lateral block_of_article(c.created_at, c.id) found
    group by 1, 2
  ) removed
  where (b.oldest_created_at, b.oldest_id) = (removed.oldest_created_at, removed.oldest_id);

  -- An empty block's range falls to its older neighbour, which loses nothing by it.
  delete from article_blocks where articles = 0 and oldest_created_at > '-infinity';
  perform renumber_article_blocks(created_at, id) from changed order by created_at, id limit 1;
  return null;
end $$;
--> statement-breakpoint
create function list_inserted_article_tags() returns trigger language plpgsql as $$
begin
  perform lock_article_listing();
  insert into article_counts (author_id, tag_id, articles)
  select author_id, tag_id, count(*) from changed group by grouping sets ((tag_id), (author_id, tag_id))
  on conflict (author_id, tag_id) do update set articles = article_counts.articles + excluded.articles;
  return null;
end $$;
--> statement-breakpoint
create function unlist_deleted_article_tags() returns trigger language plpgsql as $$
begin
  perform lock_article_listing();
  update article_counts k set articles = k.articles - removed.articles
  from (
    select author_id, tag_id, count(*) as articles from changed
    group by grouping sets ((tag_id), (author_id, tag_id))
  ) removed
  where k.tag_id = removed.tag_id and k.author_id is not distinct from removed.author_id;
  return null;
end $$;
--> statement-breakpoint
create function unlist_truncated_articles() returns trigger language plpgsql as $$
begin
  perform lock_article_listing();
  delete from article_blocks;
  delete from article_counts;
  return null;
end $$;
--> statement-breakpoint
create function unlist_truncated_article_tags() returns trigger language plpgsql as $$
begin
  perform lock_article_listing();
  delete from article_counts where tag_id is not null;
  return null;
end $$;
--> statement-breakpoint
create trigger articles_are_listed after insert on articles
  referencing new table as changed for each statement execute function list_inserted_articles();
--> statement-breakpoint
create trigger articles_are_unlisted after delete on articles
  referencing old table as changed for each statement execute function unlist_deleted_articles();
--> statement-breakpoint
create trigger articles_are_all_unlisted after truncate on articles
  for each statement execute function unlist_truncated_articles();
--> statement-breakpoint
create trigger article_tags_are_listed after insert on article_tags
  referencing new table as changed for each statement execute function list_inserted_article_tags();
--> statement-breakpoint
create trigger article_tags_are_unlisted after delete on article_tags
  referencing old table as changed for each statement execute function unlist_deleted_article_tags();
--> statement-breakpoint
create trigger article_tags_are_all_unlisted after truncate on article_tags
  for each statement execute function unlist_truncated_article_tags();
