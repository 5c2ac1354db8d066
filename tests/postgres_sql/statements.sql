SELECT 1
SELECT 'a', 'it''s', E'it\'s \x41', U&'d\0061t', N'x', B'101', X'1F'
SELECT U&'d!0061t' UESCAPE '!'
SELECT $$a 'b' $c$ $$, $tag$ $$ 'x' $tag$, $a$ $b$ $a$
SELECT 1, -1, +1, 1.5, .5, 1., 1e10, 1.5e-10, -1.5E+3, 12345678901234567890
SELECT 99+100, 99 - 100, 3*-4, 2<=/**/3, 5%2, 2^3, -(-1)
SELECT DATE '2024-01-01', TIMESTAMP '2024-01-01 10:00', TIME '10:00', INTERVAL '1 day', INTERVAL '1' DAY
SELECT TIMESTAMP WITH TIME ZONE '2024-01-01', INTERVAL '1-2' YEAR TO MONTH, bool 'yes', point '(1,2)'
SELECT TRUE, FALSE, NULL, CURRENT_DATE, CURRENT_TIMESTAMP(3)
SELECT '5'::int, 5::text, CAST('5' AS numeric(10, 2)), '{1,2}'::int[], ARRAY[1, 2, 3], ARRAY[[1, 2], [3, 4]]
SELECT (ARRAY[1, 2, 3])[1], (ARRAY[1, 2, 3])[1:2], a[1], a[2:3], a[:2], a[2:] FROM t
SELECT data->'a', data->>'b', data#>'{a,b}', data#>>'{a,b}', data @> '{"a":1}', data <@ '{}' FROM t
SELECT data - 'a', data || '{"b":2}', data #- '{a}', data @? '$.a', data @@ '$.a == 1' FROM t
SELECT 'a' 
 'b', 1 FROM t
SELECT name FROM users WHERE id = 7
SELECT name FROM users WHERE id IN (1, 2, 3) AND name NOT IN ('a', 'b')
SELECT name FROM users WHERE id = ANY ('{1,2}') AND id = ANY (ARRAY[1, 2]) AND id <> ALL ('{3}')
SELECT name FROM users WHERE (id, name) IN ((1, 'a'), (2, 'b'))
SELECT name FROM users WHERE id BETWEEN 1 AND 10 AND name LIKE 'a%' ESCAPE '!' AND name ILIKE 'b' AND name SIMILAR TO 'c'
SELECT name FROM users WHERE active IS TRUE AND deleted IS NOT FALSE AND x IS NULL AND y IS DISTINCT FROM 5
SELECT name FROM users WHERE name ~ '^a' AND name !~* 'b' AND name ~~ 'c' AND id <> 1 AND id != 2 AND id >= -3
SELECT * FROM users u JOIN orders o ON o.user_id = u.id AND o.state = 'paid' LEFT JOIN items i USING (order_id) WHERE u.id = 1
SELECT * FROM a, b, c CROSS JOIN d NATURAL JOIN e FULL OUTER JOIN f ON TRUE
SELECT * FROM ONLY users, LATERAL (SELECT * FROM orders WHERE user_id = users.id LIMIT 3) o
SELECT * FROM generate_series(1, 10) AS n, unnest(ARRAY[1, 2]) WITH ORDINALITY AS u(x, i)
SELECT * FROM ROWS FROM (generate_series(1, 3), generate_series(1, 5)) AS r(a, b)
SELECT * FROM json_to_record('{"a":1}') AS x(a int, b varchar(10))
SELECT * FROM users TABLESAMPLE BERNOULLI (10) REPEATABLE (42)
SELECT * FROM (VALUES (1, 'a'), (2, 'b')) AS v(id, name)
SELECT "Quoted ""name""", "a'b" FROM "my schema"."my table" WHERE "x" = 'y'
SELECT straße, имя, 名前 FROM größe WHERE имя = 'Ж'
SELECT count(*), sum(amount) FILTER (WHERE amount > 10) FROM orders GROUP BY 1, 2 HAVING count(*) > 5 ORDER BY 1 DESC NULLS LAST
SELECT a, b, sum(c) FROM t GROUP BY GROUPING SETS ((a), (b), ()), CUBE (a, 1), ROLLUP (b)
SELECT row_number() OVER (PARTITION BY a ORDER BY b ROWS BETWEEN 1 PRECEDING AND 2 FOLLOWING), lag(x, 1, 0) OVER w FROM t WINDOW w AS (ORDER BY y)
SELECT DISTINCT ON (a) a, b FROM t ORDER BY a, b LIMIT 10 OFFSET 20
SELECT a FROM t OFFSET 5 ROWS FETCH FIRST 3 ROWS ONLY
SELECT a FROM t ORDER BY a FETCH NEXT ROW WITH TIES
SELECT a FROM t WHERE b = 1 FOR UPDATE OF t SKIP LOCKED
SELECT a FROM t UNION ALL SELECT 1 INTERSECT SELECT 2 EXCEPT (SELECT 3 ORDER BY 1)
SELECT CASE WHEN a = 1 THEN 'one' WHEN a > 2 THEN 'more' ELSE 'none' END, CASE a WHEN 1 THEN 2 END FROM t
SELECT COALESCE(a, 0), NULLIF(b, ''), GREATEST(1, 2), LEAST(3, 4) FROM t
SELECT EXTRACT(year FROM d), position('a' IN name), substring(name FROM 1 FOR 3), trim(both 'x' FROM name), overlay(name placing 'x' from 2) FROM t
SELECT d AT TIME ZONE 'UTC', name COLLATE "C", ROW(1, 'a'), (1, 2) FROM t
SELECT EXISTS (SELECT 1 FROM t WHERE a = 5), (SELECT max(b) FROM u), NOT EXISTS (SELECT 1)
SELECT make_interval(days => 10), f(VARIADIC ARRAY[1, 2]), g(a := 1)
SELECT /* a 'comment' */ a -- another 'one'
 FROM t WHERE b = 'x' /* nested /* here */ */ AND c = 2
SELECT a FROM t WHERE b = $1 AND c = 'x' AND d > $2 + 5
SELECT a$b$c, _x1, x$1 FROM t
SELECT xmlelement(name foo, 'bar'), xmlparse(content '<a/>')
SELECT interval(3) '1.5 seconds'
SELECT a FROM t WHERE b OPERATOR(pg_catalog.=) 3 AND NOT c = 4
SELECT a INTO TEMP x FROM t WHERE b = 5
WITH x AS (SELECT 1 AS a), y(b) AS MATERIALIZED (SELECT 'q') SELECT * FROM x, y WHERE a = 2
WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 100) SELECT sum(n) FROM r
WITH moved AS (DELETE FROM a WHERE id < 10 RETURNING *) INSERT INTO b SELECT * FROM moved
WITH RECURSIVE t AS (SELECT 1 AS a) SEARCH DEPTH FIRST BY a SET o CYCLE a SET c TO TRUE DEFAULT FALSE USING p SELECT * FROM t
VALUES (1, 'a'), (2, NULL), (-3, DEFAULT)
TABLE users
INSERT INTO users VALUES (1, 'a', DEFAULT, NULL, now(), -1.5, TRUE)
INSERT INTO users (id, name) VALUES (1, 'a'), (2, 'b') ON CONFLICT (id) DO UPDATE SET name = 'c', n = users.n + 1 WHERE users.id > 5 RETURNING id
INSERT INTO users (id) OVERRIDING SYSTEM VALUE SELECT id FROM old WHERE a = 'x' ON CONFLICT DO NOTHING
INSERT INTO users DEFAULT VALUES RETURNING *, 1 AS one
UPDATE users SET name = 'x', n = n + 1, (a, b) = (1, 'y'), tags[1] = 'z' WHERE id = 7
UPDATE users u SET name = o.name FROM orders o WHERE o.id = 5 AND u.id = o.user_id RETURNING u.id
UPDATE ONLY users SET a = DEFAULT WHERE CURRENT OF c
DELETE FROM users WHERE id = 7 AND name = 'x'
DELETE FROM users u USING orders o WHERE o.user_id = u.id AND o.n = 0 RETURNING *
MERGE INTO stock s USING new n ON s.id = n.id AND n.k = 'x' WHEN MATCHED AND n.q = 0 THEN DELETE WHEN MATCHED THEN UPDATE SET q = n.q + 1 WHEN NOT MATCHED THEN INSERT VALUES (n.id, 5)
TRUNCATE TABLE a, b RESTART IDENTITY CASCADE
COPY users FROM STDIN WITH (FORMAT csv, DELIMITER ';', NULL '', HEADER true)
COPY (SELECT * FROM users WHERE id = 1) TO STDOUT
COPY users (id, name) TO '/tmp/x' CSV QUOTE '"'
CREATE TABLE t (id int PRIMARY KEY DEFAULT 5, name varchar(20) NOT NULL DEFAULT 'x', amount numeric(10, 2) CHECK (amount > 0), at timestamp(3) DEFAULT now())
CREATE TABLE p (a int) PARTITION BY RANGE (a)
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (10)
CREATE TABLE p2 PARTITION OF p FOR VALUES IN ('a', 'b')
CREATE TABLE t2 AS SELECT * FROM t WHERE a = 1 WITH NO DATA
CREATE TEMP TABLE IF NOT EXISTS t3 (LIKE t INCLUDING ALL) ON COMMIT DROP
CREATE UNIQUE INDEX CONCURRENTLY i ON t USING btree (lower(name), (a + 1) DESC) WHERE b = 'x'
CREATE VIEW v AS SELECT a, 1 AS b FROM t WHERE c = 'x'
CREATE MATERIALIZED VIEW m AS SELECT 'x' AS y
CREATE FUNCTION f(a int DEFAULT 5) RETURNS int LANGUAGE sql AS $$ SELECT a + 1 $$
CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN RETURN NEW; END $body$
CREATE TRIGGER tr AFTER UPDATE ON t FOR EACH ROW WHEN (OLD.a <> 5) EXECUTE FUNCTION g('x')
CREATE TYPE mood AS ENUM ('sad', 'ok')
CREATE DOMAIN d AS text CHECK (VALUE ~ '^a')
CREATE ROLE r LOGIN PASSWORD 'secret' VALID UNTIL '2030-01-01'
CREATE EXTENSION IF NOT EXISTS hstore WITH SCHEMA public
CREATE POLICY p ON t USING (owner = 'x') WITH CHECK (a > 1)
ALTER TABLE t ADD COLUMN c int DEFAULT 5, ALTER COLUMN d SET DEFAULT 'x', DROP COLUMN e
ALTER TABLE t ADD CONSTRAINT k CHECK (a > 5) NOT VALID
ALTER ROLE r SET search_path TO 'x'
ALTER TYPE mood ADD VALUE 'happy' BEFORE 'ok'
ALTER USER u PASSWORD 'secret'
DROP TABLE IF EXISTS a, b CASCADE
DROP FUNCTION f(int)
COMMENT ON TABLE t IS 'text'
GRANT SELECT (a), UPDATE ON t TO r WITH GRANT OPTION
REVOKE ALL ON SCHEMA s FROM PUBLIC
CALL p(1, 'x', a => 2)
DO $$ BEGIN PERFORM 1; END $$
EXPLAIN (ANALYZE, BUFFERS off) SELECT * FROM t WHERE a = 1
BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY
START TRANSACTION
COMMIT
ROLLBACK TO SAVEPOINT s
SAVEPOINT s
RELEASE SAVEPOINT s
PREPARE TRANSACTION 'x'
SET search_path = 'a', 'b'
SET LOCAL work_mem TO '64MB'
SET TIME ZONE 'UTC'
SHOW search_path
RESET ALL
DECLARE c CURSOR WITH HOLD FOR SELECT * FROM t WHERE a = 1
FETCH 10 FROM c
FETCH FORWARD ALL FROM c
CLOSE c
PREPARE q(int, text) AS SELECT * FROM t WHERE a = $1 AND b = $2 AND c = 'x'
EXECUTE q(1, 'x')
DEALLOCATE ALL
LISTEN channel
NOTIFY channel, 'payload'
UNLISTEN *
LOCK TABLE t IN ACCESS EXCLUSIVE MODE NOWAIT
VACUUM (ANALYZE) t
ANALYZE t (a, b)
CLUSTER t USING i
REFRESH MATERIALIZED VIEW CONCURRENTLY m
REINDEX TABLE t
SECURITY LABEL ON TABLE t IS 'x'
