-- The schema of a database as facts, a row each: what kind of thing, which one, how it is defined.
-- Two databases of one server version hold the same schema exactly when their rows are the same.
--
-- Runs on PostgreSQL 15 to 18, with an empty search_path, so that every name comes out qualified.
-- Options have no order, so they are sorted. Never in it: rows, OIDs, owners (an owner's own privileges stand under the name "owner"), passwords,
-- statistics, what an extension or initdb brought (16384 is the first OID that users' objects get),
-- temporary objects, and the names of NOT NULL constraints, which only PostgreSQL 18 has.
with recursive
  -- What goes when the session ends: temporary objects, and what depends on one.
  temporary as (
    select 'pg_namespace'::regclass::oid as classid, oid as objid from pg_namespace where nspname like 'pg\_temp\_%'
    union
    select d.classid, d.objid from pg_depend d join temporary t on d.refclassid = t.classid and d.refobjid = t.objid
  ),
  -- Where users' objects live, and what is no part of the schema: what belongs to extensions, or goes.
  namespace as (
    select oid, nspname from pg_namespace
    where nspname not like 'pg\_%' and nspname <> 'information_schema'
  ),
  left_out as (
    select classid, objid from pg_depend
    where refclassid = 'pg_extension'::regclass and refobjid >= 16384 and deptype = 'e'
    union all
    select classid, objid from temporary
    union all
    -- What comes with a range type, and goes with it: functions that make its values, and casts.
    select classid, objid from pg_depend where deptype = 'i' and classid in ('pg_proc'::regclass, 'pg_cast'::regclass)
  ),
  relation as (
    select c.*, c.oid::regclass::text as name
    from pg_class c
    where c.oid >= 16384 and c.relnamespace in (select oid from namespace)
      and not exists (select from left_out b where b.classid = 'pg_class'::regclass and b.objid = c.oid)
  ),
  type as (
    select t.*, t.oid::regtype::text as name
    from pg_type t
    where t.oid >= 16384 and t.typnamespace in (select oid from namespace)
      and not exists (select from left_out b where b.classid = 'pg_type'::regclass and b.objid = t.oid)
  ),
  routine as (
    select p.*, p.oid::regprocedure::text as name
    from pg_proc p
    where p.oid >= 16384 and p.pronamespace in (select oid from namespace)
      and not exists (select from left_out b where b.classid = 'pg_proc'::regclass and b.objid = p.oid)
  ),
  attribute as (
    select a.*, r.name as relation, r.relkind,
      row_number() over (partition by a.attrelid order by a.attnum) as place
    from pg_attribute a join relation r on r.oid = a.attrelid
    where a.attrelid >= 16384 and a.attnum > 0 and not a.attisdropped and r.relkind in ('r', 'p', 'v', 'm', 'f', 'c')
  ),

  -- Everything that can carry privileges, with what it carries when nobody has said anything.
  grantable as (
    select case relkind when 'S' then 'sequence ' else 'relation ' end || name as thing, relacl as acl,
      relowner as owner, acldefault(case relkind when 'S' then 's' else 'r' end::"char", relowner) as usual
    from relation where relkind in ('r', 'p', 'v', 'm', 'f', 'S')
    union all
    select 'column ' || a.relation || '.' || quote_ident(a.attname), a.attacl, r.relowner, null::aclitem[]
    from attribute a join relation r on r.oid = a.attrelid
    union all
    select 'type ' || name, typacl, typowner, acldefault('T', typowner) from type
    union all
    select 'routine ' || name, proacl, proowner, acldefault('f', proowner) from routine
    union all
    select 'schema ' || quote_ident(n.nspname), n.nspacl, n.nspowner, acldefault('n', n.nspowner)
    from pg_namespace n where n.oid in (select oid from namespace)
    union all
    select 'language ' || quote_ident(lanname), lanacl, lanowner, acldefault('l', lanowner) from pg_language
    union all
    select 'foreign-data wrapper ' || quote_ident(fdwname), fdwacl, fdwowner, acldefault('F', fdwowner)
    from pg_foreign_data_wrapper w
    where not exists (select from left_out b where b.classid = 'pg_foreign_data_wrapper'::regclass and b.objid = w.oid)
    union all
    select 'server ' || quote_ident(srvname), srvacl, srvowner, acldefault('S', srvowner) from pg_foreign_server
    union all
    select 'database', datacl, datdba, acldefault('d', datdba) from pg_database where datname = current_database()
    union all
    select concat_ws(' ', 'default for', case defaclobjtype when 'r' then 'tables' when 'S' then 'sequences'
        when 'f' then 'functions' when 'T' then 'types' when 'n' then 'schemas' else 'large objects' end,
        'of', defaclrole::regrole, 'in ' || nullif(defaclnamespace, 0)::regnamespace),
      defaclacl, defaclrole,
      case when defaclnamespace = 0
        then acldefault(case defaclobjtype when 'S' then 's' else defaclobjtype end, defaclrole)
        end
    from pg_default_acl where defaclobjtype <> 'L'
  ),
  granted as (
    select g.thing, said.privileges, usual.privileges as usual
    from grantable g
    cross join lateral (
      select string_agg(one, ', ' order by one collate "C") as privileges from (
        select case grantee when g.owner then 'owner' when 0 then 'public' else grantee::regrole::text end
          || ' ' || privilege_type || case when is_grantable and grantee <> g.owner then ' with grant option' else '' end
          || case when grantor = g.owner then '' else ' by ' || grantor::regrole end as one
        from aclexplode(g.acl)) each) said
    cross join lateral (
      select string_agg(one, ', ' order by one collate "C") as privileges from (
        select case grantee when g.owner then 'owner' when 0 then 'public' else grantee::regrole::text end
          || ' ' || privilege_type as one
        from aclexplode(g.usual)) each) usual
    where g.acl is not null
  )

-- ---- schemas, extensions ------------------------------------------------------------------------
select 'schema' as kind, quote_ident(nspname) as identity, '' as definition
from namespace n
where not exists (select from left_out b where b.classid = 'pg_namespace'::regclass and b.objid = n.oid)
union all
select 'extension', quote_ident(extname), 'in ' || extnamespace::regnamespace
from pg_extension where extname <> 'plpgsql'

-- ---- relations and their columns ----------------------------------------------------------------
union all
select
  case relkind when 'r' then 'table' when 'p' then 'table' when 'v' then 'view' when 'm' then 'materialized view'
    when 'f' then 'foreign table' end,
  name,
  concat_ws(' ',
    case relpersistence when 'u' then 'unlogged' end,
    'of ' || nullif(reloftype, 0)::regtype,
    'partition by ' || case when relkind = 'p' then pg_get_partkeydef(oid) end,
    (select 'inherits ' || string_agg(i.inhparent::regclass::text
        || case when i.inhdetachpending then ' (being detached)' else '' end, ', ' order by i.inhseqno)
      from pg_inherits i where i.inhrelid = r.oid),
    pg_get_expr(relpartbound, oid),
    'using ' || (select nullif(amname, 'heap') from pg_am where pg_am.oid = relam),
    case when reloptions is not null
      then 'with ' || (select string_agg(o, ', ' order by o) from unnest(reloptions) o) end,
    'toast with ' || (select string_agg(o, ', ' order by o) from pg_class t, unnest(t.reloptions) o where t.oid = reltoastrelid),
    case when relrowsecurity then 'row security' end,
    case when relforcerowsecurity then 'forced row security' end,
    case when relkind in ('r', 'p') then
      case relreplident when 'n' then 'replica identity nothing' when 'f' then 'replica identity full'
        when 'i' then 'replica identity by index' end end,
    (select concat_ws(' ', 'server', s.srvname, (select array_agg(o order by o) from unnest(t.ftoptions) o))
      from pg_foreign_table t join pg_foreign_server s on s.oid = t.ftserver where t.ftrelid = r.oid),
    case when relkind in ('v', 'm') then 'as' || pg_get_viewdef(oid) end)
from relation r where relkind in ('r', 'p', 'v', 'm', 'f')
union all
select 'column order', relation, string_agg(quote_ident(attname), ', ' order by place)
from attribute group by relation
union all
select 'column', a.relation || '.' || quote_ident(a.attname),
  concat_ws(' ',
    format_type(a.atttypid, a.atttypmod),
    'collate ' || case when a.attcollation <> t.typcollation then a.attcollation::regcollation end,
    case when a.attnotnull then 'not null' end,
    case a.attgenerated when '' then 'default' when 's' then 'generated stored' else 'generated virtual' end
      || ' ' || pg_get_expr(d.adbin, d.adrelid),
    case a.attidentity when 'a' then 'identity always' when 'd' then 'identity by default' end,
    'storage ' || case when a.attstorage <> t.typstorage and a.relkind in ('r', 'p', 'm', 'f') then a.attstorage::text end,
    'compression ' || nullif(a.attcompression, '')::text,
    'statistics ' || nullif(a.attstattarget, -1),
    'with ' || (select array_agg(o order by o) from unnest(a.attoptions) o)::text,
    'options ' || (select array_agg(o order by o) from unnest(a.attfdwoptions) o)::text,
    case when not a.attislocal then 'inherited only' when a.attinhcount > 0 then 'inherited too' end)
from attribute a
left join pg_type t on t.oid = a.atttypid
left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum

-- ---- sequences ----------------------------------------------------------------------------------
union all
select 'sequence', r.name,
  concat_ws(' ', case r.relpersistence when 'u' then 'unlogged' end, format_type(s.seqtypid, null), 'start', s.seqstart,
    'by', s.seqincrement, 'from', s.seqmin, 'to', s.seqmax, 'cache', s.seqcache, case when s.seqcycle then 'cycle' end)
from relation r join pg_sequence s on s.seqrelid = r.oid
union all
select 'sequence of', r.name,
  d.refobjid::regclass || '.' || quote_ident(a.attname) || case d.deptype when 'i' then ' as identity' else '' end
from relation r
join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = r.oid and d.refclassid = 'pg_class'::regclass
  and d.deptype in ('a', 'i') and d.refobjsubid > 0
join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
where r.relkind = 'S'

-- ---- constraints, indexes, statistics -----------------------------------------------------------
union all
-- A foreign key to a partitioned table has a row a partition, with a name that PostgreSQL makes up.
select 'constraint', coalesce(nullif(k.conrelid, 0)::regclass::text, k.contypid::regtype::text) || '.' || quote_ident(k.conname),
  concat_ws(' ', pg_get_constraintdef(k.oid),
    'of ' || p.conrelid::regclass || '.' || quote_ident(p.conname),
    case when not k.conislocal then 'inherited only' when k.coninhcount > 0 then 'inherited too' end,
    (select 'triggers ' || string_agg(t.tgenabled::text, '' order by t.tgfoid)
      from pg_trigger t where t.tgconstraint = k.oid and t.tgisinternal having bool_or(t.tgenabled <> 'O')))
from pg_constraint k left join pg_constraint p on p.oid = k.conparentid
where k.oid >= 16384 and k.contype in ('c', 'f', 'p', 'u', 'x')
  and (k.conrelid in (select oid from relation) or k.contypid in (select oid from type))
  and not (k.contype = 'f' and p.conrelid is not distinct from k.conrelid)
union all
select 'index', r.name,
  concat_ws(' ', regexp_replace(pg_get_indexdef(i.indexrelid), ' WITH \([a-z_]+=''[^)]*\)', ''),
    'with ' || (select string_agg(o, ', ' order by o) from unnest(r.reloptions) o),
    case when i.indisreplident then 'is replica identity' end,
    case when i.indisclustered then 'is clustered' end,
    case when not i.indisvalid then 'is not valid' end,
    'of ' || (select h.inhparent::regclass from pg_inherits h where h.inhrelid = r.oid),
    (select 'statistics ' || string_agg(a.attnum || ' ' || a.attstattarget, ', ' order by a.attnum)
      from pg_attribute a where a.attrelid = r.oid and a.attstattarget >= 0))
from relation r join pg_index i on i.indexrelid = r.oid
union all
select 'statistics', s.stxnamespace::regnamespace || '.' || quote_ident(s.stxname),
  concat_ws(' ', pg_get_statisticsobjdef(s.oid), 'target ' || nullif(s.stxstattarget, -1))
from pg_statistic_ext s where s.stxnamespace in (select oid from namespace)
  and not exists (select from left_out l where l.classid = 'pg_statistic_ext'::regclass and l.objid = s.oid)

-- ---- triggers, rules, policies ------------------------------------------------------------------
union all
select 'trigger', r.name || '.' || quote_ident(t.tgname),
  concat_ws(' ', pg_get_triggerdef(t.oid), 'enabled ' || nullif(t.tgenabled, 'O')::text,
    case when t.tgparentid <> 0 then 'of its parent' end)
from pg_trigger t join relation r on r.oid = t.tgrelid where t.oid >= 16384 and not t.tgisinternal
union all
select 'rule', r.name || '.' || quote_ident(w.rulename),
  concat_ws(' ', pg_get_ruledef(w.oid), 'enabled ' || nullif(w.ev_enabled, 'O')::text)
from pg_rewrite w join relation r on r.oid = w.ev_class where w.oid >= 16384 and w.rulename <> '_RETURN'
union all
select 'policy', r.name || '.' || quote_ident(p.polname),
  concat_ws(' ', case when p.polpermissive then 'permissive' else 'restrictive' end, 'for', p.polcmd,
    'to', (select string_agg(case role when 0 then 'public' else role::regrole::text end, ', '
        order by role::regrole::text collate "C") from unnest(p.polroles) role),
    'using ' || pg_get_expr(p.polqual, p.polrelid),
    'with check ' || pg_get_expr(p.polwithcheck, p.polrelid))
from pg_policy p join relation r on r.oid = p.polrelid
union all
select 'event trigger', quote_ident(evtname),
  concat_ws(' ', evtevent, evtfoid::regprocedure, 'enabled ' || nullif(evtenabled, 'O')::text, 'when ' || array_to_string(evttags, ', '))
from pg_event_trigger

-- ---- routines -----------------------------------------------------------------------------------
union all
select case p.prokind when 'p' then 'procedure' when 'w' then 'window function' else 'function' end, p.name,
  pg_get_functiondef(p.oid)
from routine p where p.prokind <> 'a'
union all
select 'aggregate', p.name,
  concat_ws(' ', pg_get_function_arguments(p.oid), 'returns', format_type(p.prorettype, null), 'kind', a.aggkind,
    a.aggnumdirectargs, 'parallel', p.proparallel,
    'sfunc', a.aggtransfn::regprocedure, 'stype', format_type(a.aggtranstype, null), 'sspace', a.aggtransspace,
    'initcond ' || quote_literal(a.agginitval),
    'finalfunc ' || nullif(a.aggfinalfn, 0)::regprocedure, a.aggfinalmodify, case when a.aggfinalextra then 'extra' end,
    'combinefunc ' || nullif(a.aggcombinefn, 0)::regprocedure,
    'serialfunc ' || nullif(a.aggserialfn, 0)::regprocedure, 'deserialfunc ' || nullif(a.aggdeserialfn, 0)::regprocedure,
    'msfunc ' || nullif(a.aggmtransfn, 0)::regprocedure, 'minvfunc ' || nullif(a.aggminvtransfn, 0)::regprocedure,
    'mstype ' || format_type(nullif(a.aggmtranstype, 0), null), 'msspace', a.aggmtransspace,
    'minitcond ' || quote_literal(a.aggminitval),
    'mfinalfunc ' || nullif(a.aggmfinalfn, 0)::regprocedure, a.aggmfinalmodify, case when a.aggmfinalextra then 'extra' end,
    'sortop ' || nullif(a.aggsortop, 0)::regoperator)
from routine p join pg_aggregate a on a.aggfnoid = p.oid
union all
select 'language', quote_ident(lanname),
  concat_ws(' ', case when lanpltrusted then 'trusted' end, nullif(lanplcallfoid, 0)::regprocedure)
from pg_language l where l.oid >= 16384
  and not exists (select from left_out b where b.classid = 'pg_language'::regclass and b.objid = l.oid)

-- ---- types --------------------------------------------------------------------------------------
union all
select
  case t.typtype when 'e' then 'enum' when 'd' then 'domain' when 'c' then 'composite type' when 'r' then 'range type'
    when 'p' then 'shell type' else 'type' end,
  t.name,
  case t.typtype
    when 'e' then (select string_agg(quote_literal(enumlabel), ', ' order by enumsortorder) from pg_enum where enumtypid = t.oid)
    when 'd' then concat_ws(' ', format_type(t.typbasetype, t.typtypmod),
      'collate ' || (select t.typcollation::regcollation from pg_type b where b.oid = t.typbasetype and b.typcollation <> t.typcollation),
      case when t.typnotnull then 'not null' end, 'default ' || t.typdefault)
    when 'r' then (
      select concat_ws(' ', format_type(r.rngsubtype, null), 'opclass', o.opcnamespace::regnamespace || '.' || o.opcname,
        'collation ' || nullif(r.rngcollation, 0)::regcollation, 'canonical ' || nullif(r.rngcanonical, 0)::regprocedure,
        'diff ' || nullif(r.rngsubdiff, 0)::regprocedure, 'multirange', r.rngmultitypid::regtype)
      from pg_range r join pg_opclass o on o.oid = r.rngsubopc where r.rngtypid = t.oid)
    when 'b' then concat_ws(' ', 'input', t.typinput::regprocedure, 'output', t.typoutput::regprocedure, t.typlen,
      t.typbyval, t.typalign, t.typstorage, t.typcategory, t.typispreferred, 'default ' || t.typdefault,
      'delimiter', t.typdelim, 'element ' || format_type(nullif(t.typelem, 0), null))
    else '' end
from type t left join pg_class c on c.oid = t.typrelid
where t.typtype in ('e', 'd', 'r', 'p') or (t.typtype = 'c' and c.relkind = 'c')
  or (t.typtype = 'b' and not exists (select from pg_type e where e.typarray = t.oid))
union all
select 'collation', n.nspname || '.' || quote_ident(c.collname),
  concat_ws(' ', c.collprovider, case when not c.collisdeterministic then 'nondeterministic' end, c.collcollate, c.collctype,
    coalesce(to_jsonb(c) ->> 'colllocale', to_jsonb(c) ->> 'colliculocale'), to_jsonb(c) ->> 'collicurules')
from pg_collation c join namespace n on n.oid = c.collnamespace
union all
select 'conversion', n.nspname || '.' || quote_ident(c.conname),
  concat_ws(' ', pg_encoding_to_char(c.conforencoding), pg_encoding_to_char(c.contoencoding), c.conproc, case when c.condefault then 'default' end)
from pg_conversion c join namespace n on n.oid = c.connamespace

-- ---- operators and casts ------------------------------------------------------------------------
union all
select 'operator', o.oid::regoperator::text,
  concat_ws(' ', 'returns', format_type(nullif(o.oprresult, 0), null), nullif(o.oprcode, 0)::regprocedure,
    'commutator ' || nullif(o.oprcom, 0)::regoperator, 'negator ' || nullif(o.oprnegate, 0)::regoperator,
    'restrict ' || nullif(o.oprrest, 0)::regproc, 'join ' || nullif(o.oprjoin, 0)::regproc,
    case when o.oprcanmerge then 'merges' end, case when o.oprcanhash then 'hashes' end)
from pg_operator o
where o.oid >= 16384 and o.oprnamespace in (select oid from namespace)
  and not exists (select from left_out b where b.classid = 'pg_operator'::regclass and b.objid = o.oid)
union all
select 'operator family', m.amname || ' ' || f.opfnamespace::regnamespace || '.' || quote_ident(f.opfname),
  concat_ws('; ',
    (select string_agg(concat_ws(' ', o.amopstrategy, o.amopopr::regoperator, 'for ' || nullif(o.amopsortfamily, 0)::regclass),
      ', ' order by o.amopstrategy, o.amopopr::regoperator::text) from pg_amop o where o.amopfamily = f.oid),
    (select string_agg(concat_ws(' ', p.amprocnum, p.amproc::regprocedure), ', ' order by p.amprocnum, p.amproc::regprocedure::text)
      from pg_amproc p where p.amprocfamily = f.oid))
from pg_opfamily f join pg_am m on m.oid = f.opfmethod
where f.oid >= 16384 and f.opfnamespace in (select oid from namespace)
  and not exists (select from left_out b where b.classid = 'pg_opfamily'::regclass and b.objid = f.oid)
union all
select 'operator class', m.amname || ' ' || o.opcnamespace::regnamespace || '.' || quote_ident(o.opcname),
  concat_ws(' ', 'for', format_type(o.opcintype, null), case when o.opcdefault then 'default' end,
    'family', f.opfnamespace::regnamespace || '.' || quote_ident(f.opfname), 'stores ' || format_type(nullif(o.opckeytype, 0), null))
from pg_opclass o join pg_am m on m.oid = o.opcmethod join pg_opfamily f on f.oid = o.opcfamily
where o.oid >= 16384 and o.opcnamespace in (select oid from namespace)
  and not exists (select from left_out b where b.classid = 'pg_opclass'::regclass and b.objid = o.oid)
union all
select 'access method', quote_ident(amname), concat_ws(' ', amtype, amhandler)
from pg_am a where a.oid >= 16384
  and not exists (select from left_out b where b.classid = 'pg_am'::regclass and b.objid = a.oid)
union all
select 'cast', format_type(castsource, null) || ' to ' || format_type(casttarget, null),
  concat_ws(' ', castcontext, castmethod, nullif(castfunc, 0)::regprocedure)
from pg_cast c where c.oid >= 16384
  and not exists (select from left_out b where b.classid = 'pg_cast'::regclass and b.objid = c.oid)
union all
select 'transform', format_type(trftype, null) || ' ' || (select lanname from pg_language l where l.oid = trflang),
  concat_ws(' ', nullif(trffromsql, 0)::regprocedure, nullif(trftosql, 0)::regprocedure)
from pg_transform t
where t.oid >= 16384 and not exists (select from left_out b where b.classid = 'pg_transform'::regclass and b.objid = t.oid)

-- ---- text search --------------------------------------------------------------------------------
union all
select 'text search configuration', c.oid::regconfig::text,
  concat_ws(' ', p.prsname,
    (select string_agg(concat_ws(' ', m.maptokentype, m.mapseqno, m.mapdict::regdictionary), ', ' order by m.maptokentype, m.mapseqno)
      from pg_ts_config_map m where m.mapcfg = c.oid))
from pg_ts_config c join pg_ts_parser p on p.oid = c.cfgparser
where c.cfgnamespace in (select oid from namespace)
  and not exists (select from left_out b where b.classid = 'pg_ts_config'::regclass and b.objid = c.oid)
union all
select 'text search dictionary', d.oid::regdictionary::text, concat_ws(' ', t.tmplname, d.dictinitoption)
from pg_ts_dict d join pg_ts_template t on t.oid = d.dicttemplate
where d.dictnamespace in (select oid from namespace)
  and not exists (select from left_out b where b.classid = 'pg_ts_dict'::regclass and b.objid = d.oid)
union all
select 'text search template', n.nspname || '.' || quote_ident(t.tmplname), concat_ws(' ', t.tmplinit, t.tmpllexize)
from pg_ts_template t join namespace n on n.oid = t.tmplnamespace
where not exists (select from left_out b where b.classid = 'pg_ts_template'::regclass and b.objid = t.oid)
union all
select 'text search parser', n.nspname || '.' || quote_ident(p.prsname),
  concat_ws(' ', p.prsstart, p.prstoken, p.prsend, p.prsheadline, p.prslextype)
from pg_ts_parser p join namespace n on n.oid = p.prsnamespace
where not exists (select from left_out b where b.classid = 'pg_ts_parser'::regclass and b.objid = p.oid)

-- ---- foreign data, replication ------------------------------------------------------------------
union all
select 'foreign-data wrapper', quote_ident(fdwname),
  concat_ws(' ', 'handler ' || nullif(fdwhandler, 0)::regprocedure, 'validator ' || nullif(fdwvalidator, 0)::regprocedure,
    (select array_agg(o order by o) from unnest(fdwoptions) o))
from pg_foreign_data_wrapper w
where not exists (select from left_out b where b.classid = 'pg_foreign_data_wrapper'::regclass and b.objid = w.oid)
union all
select 'server', quote_ident(s.srvname),
  concat_ws(' ', 'wrapper', w.fdwname, 'type ' || s.srvtype, 'version ' || s.srvversion,
    (select array_agg(o order by o) from unnest(s.srvoptions) o))
from pg_foreign_server s join pg_foreign_data_wrapper w on w.oid = s.srvfdw
union all
select 'user mapping', case m.umuser when 0 then 'public' else m.umuser::regrole::text end || ' on ' || quote_ident(s.srvname),
  concat_ws(' ', (select array_agg(o order by o) from unnest(m.umoptions) o))
from pg_user_mapping m join pg_foreign_server s on s.oid = m.umserver
union all
select 'publication', quote_ident(p.pubname),
  concat_ws(' ', to_jsonb(p) - 'oid' - 'pubname' - 'pubowner',
    (select string_agg(concat_ws(' ', 'table', r.prrelid::regclass,
        '(' || (select string_agg(quote_ident(a.attname), ', ' order by a.attnum)
          from unnest(r.prattrs) n join pg_attribute a on a.attrelid = r.prrelid and a.attnum = n) || ')',
        'where ' || pg_get_expr(r.prqual, r.prrelid)), ', ' order by r.prrelid::regclass::text)
      from pg_publication_rel r where r.prpubid = p.oid),
    (select string_agg('schema ' || n.pnnspid::regnamespace, ', ' order by n.pnnspid::regnamespace::text)
      from pg_publication_namespace n where n.pnpubid = p.oid))
from pg_publication p
union all
select 'subscription', quote_ident(subname),
  concat_ws(' ', subconninfo, subslotname, subenabled, subbinary, subsynccommit,
    (select string_agg(quote_ident(p), ', ' order by p) from unnest(subpublications) p))
from pg_subscription where subdbid = (select oid from pg_database where datname = current_database())

-- ---- roles, settings, privileges, comments ------------------------------------------------------
union all
select 'role', quote_ident(rolname),
  concat_ws(' ', case when rolsuper then 'superuser' end, case when not rolinherit then 'noinherit' end,
    case when rolcreaterole then 'createrole' end, case when rolcreatedb then 'createdb' end, case when rolcanlogin then 'login' end,
    case when rolreplication then 'replication' end, case when rolbypassrls then 'bypassrls' end,
    'connections ' || nullif(rolconnlimit, -1), 'until ' || rolvaliduntil)
from pg_roles where oid >= 16384
union all
select 'member', member::regrole || ' of ' || roleid::regrole,
  concat_ws(' ', case when admin_option then 'admin' end, 'inherit ' || (to_jsonb(m) ->> 'inherit_option'), 'set ' || (to_jsonb(m) ->> 'set_option'))
from pg_auth_members m where member >= 16384 or roleid >= 16384
union all
select 'setting', concat_ws(' ', case when setrole = 0 then 'all' else setrole::regrole::text end, case when setdatabase <> 0 then 'here' end),
  array_to_string(setconfig, ', ')
from pg_db_role_setting where setdatabase in (0, (select oid from pg_database where datname = current_database()))
union all
select 'privileges', thing, coalesce(privileges, 'none') from granted where privileges is distinct from usual
union all
select 'comment', o.type || ' ' || o.identity, d.description
from pg_description d cross join lateral pg_identify_object(d.classoid, d.objoid, d.objsubid) o
where (d.objoid >= 16384 or (d.classoid = 'pg_namespace'::regclass and d.objoid = to_regnamespace('public')))
  and not exists (select from left_out b where b.classid = d.classoid and b.objid = d.objoid)
  and (d.classoid <> 'pg_constraint'::regclass or (select contype from pg_constraint where oid = d.objoid) <> 'n')
union all
select 'comment', o.type || case o.type when 'database' then '' else ' ' || o.identity end, d.description
from pg_shdescription d cross join lateral pg_identify_object(d.classoid, d.objoid, 0) o
where d.objoid >= 16384 or (d.classoid = 'pg_database'::regclass
  and d.objoid = (select oid from pg_database where datname = current_database()))
