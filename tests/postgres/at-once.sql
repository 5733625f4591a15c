-- Runs statements one after the other, as psql does without ON_ERROR_STOP, and returns the refusals.
-- It lives in pg_catalog, where no script can see or drop it by accident and facts.sql does not look.
CREATE OR REPLACE FUNCTION pg_catalog.judge_run(statements text[])
  RETURNS TABLE (refused integer, state text, said text)
  LANGUAGE plpgsql AS $run$
BEGIN
  FOR at IN 1 .. pg_catalog.cardinality(statements) LOOP
    BEGIN
      EXECUTE statements[at];
    EXCEPTION WHEN OTHERS THEN
      refused := at - 1;
      state := SQLSTATE;
      said := SQLERRM;
      RETURN NEXT;
    END;
  END LOOP;
END
$run$
