import Sqlite from 'better-sqlite3'

/** A UUID by its number, in each of the ranges of the archive below. */
export const idOf = (range: 'article' | 'comment' | 'term', number: number) =>
  `019342a0-5b00-7${{ article: 'a', comment: 'b', term: 'c' }[range]}00-8000-${String(number).padStart(12, '0')}`

export interface Size {
  articles: number
  comments: number
}

/** Terms: 1 to 100 are sections, 101 to 400 tags, 401 to 500 authors. Tag 400 stands under the oldest article alone. */
export const rareTag = 400

/**
 * Fills an empty newspaper that nobody serves with an archive, in SQL. Article 1 is the oldest, and the only one of its kind, language and
 * rare tag; article 2 has a hundred tags and a quarter of all comments, all of them answers to one, which is comment 1.
 */
export function fillArchive(file: string, { articles, comments }: Size) {
  const db = new Sqlite(file)
  db.exec(`
    pragma foreign_keys = off; pragma synchronous = off; begin;
    create temp table n as with recursive n(i) as (select 1 union all select i + 1 from n where i < ${Math.max(articles, comments)}) select i from n;
    create temp table moments as select i, strftime('%Y-%m-%dT%H:%M:%S.000Z', '2001-01-01', '+' || (i * 9) || ' hours') at from n where i <= ${articles};
    insert into terms (id, kind, slug, name, description, parent_id, position, revision, updated_at)
      select ${id('term')}, case when i <= 100 then 'section' when i <= 400 then 'tag' else 'author' end, 'term-' || i, 'Term ' || i, '',
        case when i > 10 and i <= 100 then ${id('term', 'i % 10 + 1')} end, i, 1, '2001-01-01T00:00:00.000Z' from n where i <= 500;
    insert into articles (id, type, state, version, draft_revision, published_revision, published_at, listed_at, public_from, public_until,
        republished_at, slug, section_id, kind, language, pinned, comments_open, comments_close_at, comment_count, created_at, updated_at)
      select ${id('article')}, 'article', 'published', 1, 1, 1, at, at, at, '${never}', at, 'story-' || i, ${id('term', 'i % 90 + 11')},
        case when i = 1 then 'live' else 'news' end, case when i = 1 then 'gl' else 'en' end, 0, 1, '${never}', 0, at, at from moments;
    update articles set public_from = '2999-01-01T00:00:00.000Z', listed_at = '2999-01-01T00:00:00.000Z' where slug = 'story-3';
    insert into revisions (article_id, number, created_at, slug, kind, language, headline, standfirst, dateline, excerpt, word_count, pinned,
        section_id, tag_ids, bylines, seo, related, body_headings, body_format, body_html, body_text, body_source)
      select ${id('article')}, 1, at, 'story-' || i, 'news', 'en', 'Headline of story ' || i, 'What it is about', '', 'The beginning.', 200, 0,
        ${id('term', 'i % 90 + 11')}, case when i = 2 then (select json_group_array(${id('term')}) from n where i between 101 and 200)
          else json_array(${id('term', 'i % 290 + 101')}, ${id('term', 'i * 7 % 290 + 101')}) end,
        json_array(json_object('authorId', ${id('term', 'i % 100 + 401')}, 'role', null)),
        '{"title":null,"description":null,"canonicalUrl":null,"noIndex":false}', '[]', '[]', 'html',
        '<p>' || printf('%.*c', 1000, 'a') || '</p>', printf('%.*c', 1000, 'a'), '<p>' || printf('%.*c', 1000, 'a') || '</p>' from moments;
    insert into slugs select 'article', 'story-' || i, ${id('article')}, at from moments;
    insert or ignore into listings (term_id, listed_at, article_id)
      select ${id('term', 'i % 90 + 11')}, at, ${id('article')} from moments union select ${id('term', '(i % 90 + 11) % 10 + 1')}, at, ${id('article')} from moments
      union select ${id('term', 'i % 290 + 101')}, at, ${id('article')} from moments union select ${id('term', 'i * 7 % 290 + 101')}, at, ${id('article')} from moments
      union select ${id('term', 'i % 100 + 401')}, at, ${id('article')} from moments union select ${id('term', String(rareTag))}, at, ${id('article')} from moments where i = 1;
    insert into comments (id, article_id, root_id, parent_id, in_reply_to, depth, state, version, revision, approved_revision, author_name, fingerprint, created_at)
      select ${id('comment')}, case when i <= ${comments / 4} then ${id('article', '2')} else ${id('article', `i % ${articles} + 1`)} end,
        case when i <= ${comments / 4} then ${id('comment', '1')} else ${id('comment')} end,
        case when i between 2 and ${comments / 4} then ${id('comment', '1')} end, case when i between 2 and ${comments / 4} then ${id('comment', '1')} end,
        case when i between 2 and ${comments / 4} then 2 else 1 end, case when i % 10 = 0 then 'pending' else 'approved' end, 1, 1,
        case when i % 10 <> 0 then 1 end, 'Reader ' || i, 'print ' || i, strftime('%Y-%m-%dT%H:%M:%S.000Z', '2020-01-01', '+' || (i * 10) || ' minutes')
      from n where i <= ${comments};
    insert into comment_revisions select ${id('comment')}, 1, 'What reader ' || i || ' has to say about it.', '2020-01-01T00:00:00.000Z' from n where i <= ${comments};
    insert into comment_signals (comment_id, revision, position, rule, verdict, detail, spans)
      select ${id('comment')}, 1, 0, 'first_time', 'hold', 'A new name', '[]' from n where i <= ${comments} and i % 10 = 0;
    update articles set comment_count = (select count(*) from comments where article_id = articles.id and state = 'approved');
    commit; analyze;`)
  db.close()
}

const never = '9999-12-31T23:59:59.999Z'

const id = (range: Parameters<typeof idOf>[0], number = 'i') => `'${idOf(range, 0).slice(0, 24)}' || printf('%012d', ${number})`
