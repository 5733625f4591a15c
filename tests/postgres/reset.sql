-- Drops what a script may have left in a database that is used again; the roles are dropped too.
-- What it misses is found by comparing the facts with an empty database's, and costs a new engine.
DO $reset$
DECLARE
  command text;
BEGIN
  FOR command IN
    SELECT format('DROP EVENT TRIGGER %I', evtname) FROM pg_event_trigger
    UNION ALL
    SELECT format('DROP PUBLICATION %I', pubname) FROM pg_publication
    UNION ALL
    SELECT format('ALTER SUBSCRIPTION %1$I DISABLE; ALTER SUBSCRIPTION %1$I SET (slot_name = NONE); DROP SUBSCRIPTION %1$I', subname)
    FROM pg_subscription
    UNION ALL
    SELECT format('DROP EXTENSION %I CASCADE', extname) FROM pg_extension WHERE extname <> 'plpgsql'
    UNION ALL
    SELECT format('DROP FOREIGN DATA WRAPPER %I CASCADE', fdwname) FROM pg_foreign_data_wrapper
    UNION ALL
    SELECT format('DROP SCHEMA IF EXISTS %I CASCADE', nspname) FROM pg_namespace
    WHERE nspname NOT LIKE 'pg\_%' AND nspname <> 'information_schema'
  LOOP
    EXECUTE command;
  END LOOP;
  -- What is left depends on nothing in a schema.
  FOR command IN
    SELECT format('DROP CAST (%s AS %s) CASCADE', format_type(castsource, NULL), format_type(casttarget, NULL))
    FROM pg_cast WHERE oid >= 16384
    UNION ALL
    SELECT format('DROP LANGUAGE %I CASCADE', lanname) FROM pg_language WHERE oid >= 16384
    UNION ALL
    SELECT format('DROP ACCESS METHOD %I CASCADE', amname) FROM pg_am WHERE oid >= 16384
    UNION ALL
    SELECT format('DROP OWNED BY %I CASCADE', rolname) FROM pg_roles WHERE oid >= 16384
  LOOP
    EXECUTE command;
  END LOOP;
  FOR command IN
    SELECT format('DROP ROLE %I', rolname) FROM pg_roles WHERE oid >= 16384
    UNION ALL
    SELECT format('ALTER ROLE %s RESET ALL', coalesce(quote_ident(rolname), 'ALL'))
    FROM pg_db_role_setting LEFT JOIN pg_roles r ON r.oid = setrole
    WHERE setdatabase = 0 AND (setrole = 0 OR setrole < 16384)
    UNION ALL
    SELECT format('ALTER DATABASE %I RESET ALL', current_database())
    FROM pg_db_role_setting WHERE setdatabase <> 0 AND setrole = 0
    UNION ALL
    SELECT DISTINCT format('ALTER DEFAULT PRIVILEGES FOR ROLE %I %s REVOKE ALL ON %s FROM %s', r.rolname,
      'IN SCHEMA ' || quote_ident(n.nspname), t.things,
      CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END)
    FROM pg_default_acl d JOIN pg_roles r ON r.oid = d.defaclrole AND r.oid < 16384
    LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace
    CROSS JOIN LATERAL (SELECT CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES'
      WHEN 'f' THEN 'ROUTINES' WHEN 'T' THEN 'TYPES' WHEN 'n' THEN 'SCHEMAS' END AS things) t
    CROSS JOIN LATERAL aclexplode(d.defaclacl) WHERE grantee <> r.oid AND NOT grantee = 0
  LOOP
    EXECUTE command;
  END LOOP;
  CREATE SCHEMA public AUTHORIZATION pg_database_owner;
  GRANT USAGE, CREATE ON SCHEMA public TO pg_database_owner;
  GRANT USAGE ON SCHEMA public TO PUBLIC;
  COMMENT ON SCHEMA public IS 'standard public schema';
END
$reset$
