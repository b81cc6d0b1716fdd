-- Drawn by `make schema`: never edited by hand.
CREATE TYPE public.procrastinate_job_event_type AS ENUM (
    'deferred',
    'started',
    'deferred_for_retry',
    'failed',
    'succeeded',
    'cancelled',
    'abort_requested',
    'aborted',
    'scheduled',
    'retried'
);
ALTER TYPE public.procrastinate_job_event_type OWNER TO comptoir_owner;
CREATE TYPE public.procrastinate_job_status AS ENUM (
    'todo',
    'doing',
    'succeeded',
    'failed',
    'cancelled',
    'aborting',
    'aborted'
);
ALTER TYPE public.procrastinate_job_status OWNER TO comptoir_owner;
CREATE TYPE public.procrastinate_job_to_defer_v1 AS (
	queue_name character varying,
	task_name character varying,
	priority integer,
	lock text,
	queueing_lock text,
	args jsonb,
	scheduled_at timestamp with time zone
);
ALTER TYPE public.procrastinate_job_to_defer_v1 OWNER TO comptoir_owner;
CREATE FUNCTION public.catalog_items_holding(organization uuid, questions jsonb, patterns text[], archived boolean, many integer) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$ 
        SELECT DISTINCT f.id FROM jsonb_array_elements(questions) AS q(triples)
        CROSS JOIN LATERAL (
            SELECT r.id FROM catalog_item r
            WHERE r.organization_id = organization AND organization = any((SELECT string_to_array(coalesce(nullif(current_setting('comptoir.organizations', true), ''), 'no organization is set for this transaction'), ',')::uuid[])::uuid[])
              AND comptoir_triples(r.organization_id, r.folded) @> comptoir_hashed(organization, q.triples)
              AND r.folded LIKE ALL (patterns) AND r.is_archived = archived
            LIMIT many
        ) f
     $$;
ALTER FUNCTION public.catalog_items_holding(organization uuid, questions jsonb, patterns text[], archived boolean, many integer) OWNER TO comptoir_lookup;
CREATE FUNCTION public.catalog_items_in_order(organization uuid, triples jsonb, patterns text[], archived boolean, category uuid, after_folded text, after_item uuid, many integer) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$ 
    SELECT r.id FROM catalog_item r
    WHERE r.organization_id = organization AND organization = any((SELECT string_to_array(coalesce(nullif(current_setting('comptoir.organizations', true), ''), 'no organization is set for this transaction'), ',')::uuid[])::uuid[])
      AND comptoir_triples(r.organization_id, r.folded) @> comptoir_hashed(organization, triples)
      AND r.folded LIKE ALL (patterns) AND r.is_archived = archived
      AND (after_folded IS NULL OR (r.folded, r.id) > (after_folded, after_item))
      AND (category IS NULL OR EXISTS (
          SELECT 1 FROM catalog_product p
          WHERE p.organization_id = r.organization_id AND p.id = r.product_id AND p.category_id = category))
    ORDER BY r.folded || '', r.id LIMIT many
 $$;
ALTER FUNCTION public.catalog_items_in_order(organization uuid, triples jsonb, patterns text[], archived boolean, category uuid, after_folded text, after_item uuid, many integer) OWNER TO comptoir_lookup;
CREATE FUNCTION public.comptoir_hashed(organization uuid, triples jsonb) RETURNS bigint[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
                    SELECT array_agg(
                        pg_catalog.hashtextextended(t, pg_catalog.uuid_hash_extended(organization, 0))
                    )
                    FROM pg_catalog.jsonb_array_elements_text(triples) t
                $$;
ALTER FUNCTION public.comptoir_hashed(organization uuid, triples jsonb) OWNER TO comptoir_owner;
CREATE FUNCTION public.comptoir_triples(organization uuid, folded text) RETURNS bigint[]
    LANGUAGE sql IMMUTABLE STRICT COST 500 PARALLEL SAFE
    AS $$
                    SELECT array_agg(
                        pg_catalog.hashtextextended(
                            pg_catalog.substr(' ' || folded || ' ', n, 3), pg_catalog.uuid_hash_extended(organization, 0)
                        )
                    )
                    FROM pg_catalog.generate_series(1, pg_catalog.length(folded)) n
                $$;
ALTER FUNCTION public.comptoir_triples(organization uuid, folded text) OWNER TO comptoir_owner;
CREATE FUNCTION public.customers_holding(organization uuid, questions jsonb, patterns text[], many integer) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$ 
        SELECT DISTINCT f.id FROM jsonb_array_elements(questions) AS q(triples)
        CROSS JOIN LATERAL (
            SELECT r.id FROM customers_customer r
            WHERE r.organization_id = organization AND organization = any((SELECT string_to_array(coalesce(nullif(current_setting('comptoir.organizations', true), ''), 'no organization is set for this transaction'), ',')::uuid[])::uuid[])
              AND comptoir_triples(r.organization_id, r.folded) @> comptoir_hashed(organization, q.triples)
              AND r.folded LIKE ALL (patterns) AND r.erased_at IS NULL
            LIMIT many
        ) f
     $$;
ALTER FUNCTION public.customers_holding(organization uuid, questions jsonb, patterns text[], many integer) OWNER TO comptoir_lookup;
CREATE FUNCTION public.customers_only_added() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        RAISE EXCEPTION 'consents are only added';
    END $$;
ALTER FUNCTION public.customers_only_added() OWNER TO comptoir_owner;
CREATE FUNCTION public.fiscal_due_organizations() RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$ SELECT DISTINCT organization_id FROM fiscal_sending WHERE state = 'waiting' AND due_at <= now() $$;
ALTER FUNCTION public.fiscal_due_organizations() OWNER TO comptoir_lookup;
CREATE FUNCTION public.identity_bearer_of_token(token bytea, moment timestamp with time zone) RETURNS TABLE(organization_id uuid, id uuid, person uuid, scopes jsonb, used_at timestamp with time zone)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$ SELECT t.organization_id, t.id, t.person, t.scopes, t.used_at FROM identity_api_token t WHERE t.token_hash = token AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > moment) $$;
ALTER FUNCTION public.identity_bearer_of_token(token bytea, moment timestamp with time zone) OWNER TO comptoir_lookup;
CREATE FUNCTION public.identity_members_of(person uuid) RETURNS TABLE(organization_id uuid, role text, stores uuid[], is_strict boolean)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$ 
    SELECT m.organization_id, m.role::text, m.stores, coalesce(p.strict_roles ? m.role::text, false)
    FROM identity_membership m LEFT JOIN identity_sign_in_policy p ON p.organization_id = m.organization_id
    WHERE m.user_id = person ORDER BY m.id
 $$;
ALTER FUNCTION public.identity_members_of(person uuid) OWNER TO comptoir_lookup;
CREATE FUNCTION public.identity_memberships_of(person uuid) RETURNS TABLE(organization_id uuid, role text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$ SELECT m.organization_id, m.role::text FROM identity_membership m WHERE m.user_id = person ORDER BY m.id $$;
ALTER FUNCTION public.identity_memberships_of(person uuid) OWNER TO comptoir_lookup;
CREATE FUNCTION public.identity_organization_of_invitation(code bytea) RETURNS TABLE(organization_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$ SELECT i.organization_id FROM identity_invitation i WHERE i.code_hash = code $$;
ALTER FUNCTION public.identity_organization_of_invitation(code bytea) OWNER TO comptoir_lookup;
CREATE FUNCTION public.identity_sign_on_of_domain(domain text) RETURNS TABLE(organization_id uuid, name text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$ SELECT p.organization_id, p.name FROM identity_sign_on_provider p WHERE p.is_active AND domain = ANY(p.domains) ORDER BY p.organization_id $$;
ALTER FUNCTION public.identity_sign_on_of_domain(domain text) OWNER TO comptoir_lookup;
CREATE FUNCTION public.insights_forget_earned() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
    DECLARE
        met record;
    BEGIN
        FOR met IN SELECT DISTINCT organization_id, store_id, day FROM changed LOOP
            DELETE FROM insights_earned_day
            WHERE organization_id = met.organization_id AND store_id = met.store_id
                AND day IN (met.day, met.day - TG_ARGV[0]::int);
        END LOOP;
        RETURN NULL;
    END $$;
ALTER FUNCTION public.insights_forget_earned() OWNER TO comptoir_owner;
CREATE FUNCTION public.insights_mailing_organizations() RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$ SELECT DISTINCT m.organization_id FROM insights_mailing m WHERE m.ended_at IS NULL AND m.next_at <= now() $$;
ALTER FUNCTION public.insights_mailing_organizations() OWNER TO comptoir_lookup;
CREATE FUNCTION public.invoices_only_forgets() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
    BEGIN
        IF NEW.buyer_name = '' AND NEW.xml = '' AND NEW.content - 'buyer' = OLD.content - 'buyer'
            AND NOT EXISTS (SELECT 1 FROM jsonb_each_text(NEW.content -> 'buyer') WHERE value <> '')
            AND EXISTS (SELECT 1 FROM invoices_restriction r WHERE r.organization_id = OLD.organization_id
                AND r.document_id = OLD.id AND r.kept_until < current_date)
        THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'a document is written once';
    END $$;
ALTER FUNCTION public.invoices_only_forgets() OWNER TO comptoir_owner;
CREATE FUNCTION public.links_called_organizations() RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$ SELECT DISTINCT organization_id FROM links_hook_event WHERE done_at IS NULL $$;
ALTER FUNCTION public.links_called_organizations() OWNER TO comptoir_lookup;
CREATE FUNCTION public.links_due_organizations() RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$ SELECT DISTINCT organization_id FROM links_try WHERE state = 'pending' AND next_at <= now() $$;
ALTER FUNCTION public.links_due_organizations() OWNER TO comptoir_lookup;
CREATE FUNCTION public.links_organization_of(account uuid) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$ SELECT organization_id FROM payments_provider_account WHERE id = account $$;
ALTER FUNCTION public.links_organization_of(account uuid) OWNER TO comptoir_lookup;
CREATE FUNCTION public.links_organization_of_token(asked text) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$ SELECT organization_id FROM links_link WHERE token = asked $$;
ALTER FUNCTION public.links_organization_of_token(asked text) OWNER TO comptoir_lookup;
CREATE FUNCTION public.moving_organizations_at_work() RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$ SELECT DISTINCT m.organization_id FROM moving_move m WHERE m.state IN ('trying', 'taking', 'returning') $$;
ALTER FUNCTION public.moving_organizations_at_work() OWNER TO comptoir_lookup;
CREATE FUNCTION public.moving_organizations_exporting() RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$ SELECT DISTINCT e.organization_id FROM moving_export e WHERE e.state IN ('waiting', 'working', 'ready') $$;
ALTER FUNCTION public.moving_organizations_exporting() OWNER TO comptoir_lookup;
CREATE FUNCTION public.moving_organizations_to_forget() RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$ SELECT DISTINCT m.organization_id FROM moving_move m WHERE m.holds_words AND m.created_at < now() - interval '30 days' $$;
ALTER FUNCTION public.moving_organizations_to_forget() OWNER TO comptoir_lookup;
CREATE FUNCTION public.papers_due_organizations() RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$ SELECT DISTINCT d.organization_id FROM papers_delivery d WHERE d.state = 'queued' AND d.next_try_at <= now() $$;
ALTER FUNCTION public.papers_due_organizations() OWNER TO comptoir_lookup;
CREATE FUNCTION public.papers_inviting_organizations() RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$ SELECT DISTINCT l.organization_id FROM papers_invitation_letter l WHERE l.state = 'queued' AND l.next_try_at <= now() $$;
ALTER FUNCTION public.papers_inviting_organizations() OWNER TO comptoir_lookup;
CREATE FUNCTION public.payments_chain_organizations() RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$ SELECT DISTINCT organization_id FROM payments_code_account WHERE scheme = 'evm' AND is_active $$;
ALTER FUNCTION public.payments_chain_organizations() OWNER TO comptoir_lookup;
CREATE FUNCTION public.payments_due_organizations() RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$ SELECT DISTINCT organization_id FROM payments_terminal_attempt WHERE state IN ('pending', 'unknown') AND next_at <= now() AND coalesce(held_until <= now(), true) $$;
ALTER FUNCTION public.payments_due_organizations() OWNER TO comptoir_lookup;
CREATE FUNCTION public.platform_inherited(at_organization uuid, at_store uuid, at_till uuid) RETURNS TABLE(name character varying, value jsonb, level smallint, place uuid)
    LANGUAGE sql STABLE
    AS $$
                    SELECT DISTINCT ON (v.name) v.name, v.value, v.level,
                        coalesce(v.till_id, v.store_id, v.legal_entity_id, v.group_id)
                    FROM platform_setting v
                    LEFT JOIN platform_store s ON s.organization_id = v.organization_id AND s.id = at_store
                    WHERE v.organization_id = at_organization AND (
                        v.level = 0 OR v.group_id = s.group_id OR v.legal_entity_id = s.legal_entity_id
                        OR v.store_id = s.id AND (v.till_id IS NULL OR v.till_id = at_till)
                    )
                    ORDER BY v.name, v.level DESC
                $$;
ALTER FUNCTION public.platform_inherited(at_organization uuid, at_store uuid, at_till uuid) OWNER TO comptoir_owner;
CREATE FUNCTION public.platform_note_change() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $_$
DECLARE
    the_act text := nullif(current_setting('comptoir.act', true), '');
    thing text := TG_ARGV[0];
    hidden text[] := string_to_array(TG_ARGV[2], ',');
    met text;
    many bigint;
BEGIN
    IF the_act IS NULL THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'DELETE' THEN
        SELECT count(*) INTO many FROM (SELECT 1 FROM old_rows LIMIT 501) few;
    ELSE
        SELECT count(*) INTO many FROM (SELECT 1 FROM new_rows LIMIT 501) few;
    END IF;
    IF many = 0 OR many > 500 THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        SELECT string_agg(format('o.%1$I = n.%1$I', part), ' AND ') INTO met
            FROM unnest(array_append(string_to_array(TG_ARGV[1], ','), 'organization_id')) part;
        EXECUTE format($query$
            INSERT INTO platform_audit_change (organization_id, act, kind, row, before, after)
            SELECT n.organization_id, $1, $2, coalesce(n.%I, n.organization_id)::text, d.before, d.after
            FROM new_rows n JOIN old_rows o ON %s, LATERAL (
                SELECT jsonb_object_agg(a.key, a.value) AS before, jsonb_object_agg(a.key, b.value) AS after
                FROM jsonb_each(to_jsonb(o)) a JOIN jsonb_each(to_jsonb(n)) b ON b.key = a.key
                WHERE a.value IS DISTINCT FROM b.value AND a.key <> ALL ($3)
            ) d
            WHERE d.after IS NOT NULL
        $query$, thing, met) USING the_act::uuid, TG_TABLE_NAME, hidden;
    ELSIF TG_OP = 'INSERT' THEN
        EXECUTE format($query$
            INSERT INTO platform_audit_change (organization_id, act, kind, row, before, after)
            SELECT n.organization_id, $1, $2, coalesce(n.%I, n.organization_id)::text, NULL, d.kept
            FROM new_rows n, LATERAL (
                SELECT jsonb_object_agg(a.key, a.value) AS kept FROM jsonb_each(to_jsonb(n)) a
                WHERE a.value <> 'null'::jsonb AND a.key <> ALL ($3)
            ) d
            WHERE d.kept IS NOT NULL
        $query$, thing) USING the_act::uuid, TG_TABLE_NAME, hidden;
    ELSE
        EXECUTE format($query$
            INSERT INTO platform_audit_change (organization_id, act, kind, row, before, after)
            SELECT o.organization_id, $1, $2, coalesce(o.%I, o.organization_id)::text, d.kept, NULL
            FROM old_rows o, LATERAL (
                SELECT jsonb_object_agg(a.key, a.value) AS kept FROM jsonb_each(to_jsonb(o)) a
                WHERE a.value <> 'null'::jsonb AND a.key <> ALL ($3)
            ) d
            WHERE d.kept IS NOT NULL
        $query$, thing) USING the_act::uuid, TG_TABLE_NAME, hidden;
    END IF;
    RETURN NULL;
END $_$;
ALTER FUNCTION public.platform_note_change() OWNER TO comptoir_owner;
CREATE FUNCTION public.platform_organizations() RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$ SELECT id FROM platform_organization ORDER BY id $$;
ALTER FUNCTION public.platform_organizations() OWNER TO comptoir_lookup;
CREATE FUNCTION public.platform_pending_organizations() RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$ SELECT DISTINCT organization_id FROM platform_outbox ORDER BY 1 $$;
ALTER FUNCTION public.platform_pending_organizations() OWNER TO comptoir_lookup;
CREATE FUNCTION public.platform_take(called text, who bytea, step_ms bigint, tolerance_ms bigint) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    now_ms bigint := (extract(epoch FROM clock_timestamp()) * 1000)::bigint;
    due bigint;
BEGIN
    INSERT INTO platform_rate AS r (kind, asker, due_ms) VALUES (called, who, now_ms + step_ms)
    ON CONFLICT (kind, asker) DO UPDATE SET due_ms = greatest(r.due_ms, now_ms) + step_ms
        WHERE r.due_ms <= now_ms + tolerance_ms
    RETURNING r.due_ms INTO due;
    IF FOUND THEN
        RETURN 0;
    END IF;
    SELECT r.due_ms INTO due FROM platform_rate r WHERE r.kind = called AND r.asker = who;
    RETURN greatest(1, coalesce(due, 0) - tolerance_ms - now_ms);
END
$$;
ALTER FUNCTION public.platform_take(called text, who bytea, step_ms bigint, tolerance_ms bigint) OWNER TO comptoir_owner;
CREATE FUNCTION public.procrastinate_cancel_job_v1(job_id bigint, abort boolean, delete_job boolean) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
BEGIN
    IF delete_job THEN
        DELETE FROM procrastinate_jobs
        WHERE id = job_id AND status = 'todo'
        RETURNING id INTO _job_id;
    END IF;
    IF _job_id IS NULL THEN
        IF abort THEN
            UPDATE procrastinate_jobs
            SET abort_requested = true,
                status = CASE status
                    WHEN 'todo' THEN 'cancelled'::procrastinate_job_status ELSE status
                END
            WHERE id = job_id AND status IN ('todo', 'doing')
            RETURNING id INTO _job_id;
        ELSE
            UPDATE procrastinate_jobs
            SET status = 'cancelled'::procrastinate_job_status
            WHERE id = job_id AND status = 'todo'
            RETURNING id INTO _job_id;
        END IF;
    END IF;
    RETURN _job_id;
END;
$$;
ALTER FUNCTION public.procrastinate_cancel_job_v1(job_id bigint, abort boolean, delete_job boolean) OWNER TO comptoir_owner;
CREATE FUNCTION public.procrastinate_defer_jobs_v1(jobs public.procrastinate_job_to_defer_v1[]) RETURNS bigint[]
    LANGUAGE plpgsql
    AS $$
DECLARE
    job_ids bigint[];
BEGIN
    WITH inserted_jobs AS (
        INSERT INTO procrastinate_jobs (queue_name, task_name, priority, lock, queueing_lock, args, scheduled_at)
        SELECT (job).queue_name,
               (job).task_name,
               (job).priority,
               (job).lock,
               (job).queueing_lock,
               (job).args,
               (job).scheduled_at
        FROM unnest(jobs) AS job
        RETURNING id
    )
    SELECT array_agg(id) FROM inserted_jobs INTO job_ids;

    RETURN job_ids;
END;
$$;
ALTER FUNCTION public.procrastinate_defer_jobs_v1(jobs public.procrastinate_job_to_defer_v1[]) OWNER TO comptoir_owner;
CREATE FUNCTION public.procrastinate_defer_periodic_job_v2(_queue_name character varying, _lock character varying, _queueing_lock character varying, _task_name character varying, _priority integer, _periodic_id character varying, _defer_timestamp bigint, _args jsonb) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
	_job_id bigint;
	_defer_id bigint;
BEGIN
    INSERT
        INTO procrastinate_periodic_defers (task_name, periodic_id, defer_timestamp)
        VALUES (_task_name, _periodic_id, _defer_timestamp)
        ON CONFLICT DO NOTHING
        RETURNING id into _defer_id;

    IF _defer_id IS NULL THEN
        RETURN NULL;
    END IF;

    UPDATE procrastinate_periodic_defers
        SET job_id = (
            SELECT COALESCE((
                SELECT unnest(procrastinate_defer_jobs_v1(
                    ARRAY[
                        ROW(
                            _queue_name,
                            _task_name,
                            _priority,
                            _lock,
                            _queueing_lock,
                            _args,
                            NULL::timestamptz
                        )
                    ]::procrastinate_job_to_defer_v1[]
                ))
            ), NULL)
        )
        WHERE id = _defer_id
        RETURNING job_id INTO _job_id;

    DELETE
        FROM procrastinate_periodic_defers
        USING (
            SELECT id
            FROM procrastinate_periodic_defers
            WHERE procrastinate_periodic_defers.task_name = _task_name
            AND procrastinate_periodic_defers.periodic_id = _periodic_id
            AND procrastinate_periodic_defers.defer_timestamp < _defer_timestamp
            ORDER BY id
            FOR UPDATE
        ) to_delete
        WHERE procrastinate_periodic_defers.id = to_delete.id;

    RETURN _job_id;
END;
$$;
ALTER FUNCTION public.procrastinate_defer_periodic_job_v2(_queue_name character varying, _lock character varying, _queueing_lock character varying, _task_name character varying, _priority integer, _periodic_id character varying, _defer_timestamp bigint, _args jsonb) OWNER TO comptoir_owner;
CREATE TABLE public.procrastinate_jobs (
    id bigint NOT NULL,
    queue_name character varying(128) NOT NULL,
    task_name character varying(128) NOT NULL,
    lock text,
    args jsonb DEFAULT '{}'::jsonb NOT NULL,
    status public.procrastinate_job_status DEFAULT 'todo'::public.procrastinate_job_status NOT NULL,
    scheduled_at timestamp with time zone,
    attempts integer DEFAULT 0 NOT NULL,
    queueing_lock text,
    priority integer DEFAULT 0 NOT NULL,
    abort_requested boolean DEFAULT false NOT NULL,
    worker_id bigint,
    CONSTRAINT check_not_todo_abort_requested CHECK ((NOT ((status = 'todo'::public.procrastinate_job_status) AND (abort_requested = true))))
);
ALTER TABLE public.procrastinate_jobs OWNER TO comptoir_owner;
CREATE FUNCTION public.procrastinate_fetch_job_v2(target_queue_names character varying[], p_worker_id bigint) RETURNS public.procrastinate_jobs
    LANGUAGE plpgsql
    AS $$
DECLARE
	found_jobs procrastinate_jobs;
BEGIN
    WITH candidate AS (
        SELECT jobs.*
            FROM procrastinate_jobs AS jobs
            WHERE
                -- reject the job if its lock has earlier or higher priority jobs
                NOT EXISTS (
                    SELECT 1
                        FROM procrastinate_jobs AS other_jobs
                        WHERE
                            jobs.lock IS NOT NULL
                            AND other_jobs.lock = jobs.lock
                            AND (
                                -- job with same lock is already running
                                other_jobs.status = 'doing'
                                OR
                                -- job with same lock is waiting and has higher priority (or same priority but was queued first)
                                (
                                    other_jobs.status = 'todo'
                                    AND (
                                        other_jobs.priority > jobs.priority
                                        OR (
                                        other_jobs.priority = jobs.priority
                                        AND other_jobs.id < jobs.id
                                        )
                                    )
                                )
                            )
                )
                AND jobs.status = 'todo'
                AND (target_queue_names IS NULL OR jobs.queue_name = ANY( target_queue_names ))
                AND (jobs.scheduled_at IS NULL OR jobs.scheduled_at <= now())
            ORDER BY jobs.priority DESC, jobs.id ASC LIMIT 1
            FOR UPDATE OF jobs SKIP LOCKED
    )
    UPDATE procrastinate_jobs
        SET status = 'doing', worker_id = p_worker_id
        FROM candidate
        WHERE procrastinate_jobs.id = candidate.id
        RETURNING procrastinate_jobs.* INTO found_jobs;

 RETURN found_jobs;
END;
$$;
ALTER FUNCTION public.procrastinate_fetch_job_v2(target_queue_names character varying[], p_worker_id bigint) OWNER TO comptoir_owner;
CREATE FUNCTION public.procrastinate_finish_job_v1(job_id bigint, end_status public.procrastinate_job_status, delete_job boolean) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
BEGIN
    IF end_status NOT IN ('succeeded', 'failed', 'aborted') THEN
        RAISE 'End status should be either "succeeded", "failed" or "aborted" (job id: %)', job_id;
    END IF;
    IF delete_job THEN
        DELETE FROM procrastinate_jobs
        WHERE id = job_id AND status IN ('todo', 'doing')
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = end_status,
            abort_requested = false,
            attempts = CASE status
                WHEN 'doing' THEN attempts + 1 ELSE attempts
            END
        WHERE id = job_id AND status IN ('todo', 'doing')
        RETURNING id INTO _job_id;
    END IF;
    IF _job_id IS NULL THEN
        RAISE 'Job was not found or not in "doing" or "todo" status (job id: %)', job_id;
    END IF;
END;
$$;
ALTER FUNCTION public.procrastinate_finish_job_v1(job_id bigint, end_status public.procrastinate_job_status, delete_job boolean) OWNER TO comptoir_owner;
CREATE FUNCTION public.procrastinate_notify_queue_abort_job_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    payload TEXT;
BEGIN
    SELECT json_build_object('type', 'abort_job_requested', 'job_id', NEW.id)::text INTO payload;
	PERFORM pg_notify('procrastinate_queue_v1#' || NEW.queue_name, payload);
	PERFORM pg_notify('procrastinate_any_queue_v1', payload);
	RETURN NEW;
END;
$$;
ALTER FUNCTION public.procrastinate_notify_queue_abort_job_v1() OWNER TO comptoir_owner;
CREATE FUNCTION public.procrastinate_notify_queue_job_inserted_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    payload TEXT;
BEGIN
    SELECT json_build_object('type', 'job_inserted', 'job_id', NEW.id)::text INTO payload;
	PERFORM pg_notify('procrastinate_queue_v1#' || NEW.queue_name, payload);
	PERFORM pg_notify('procrastinate_any_queue_v1', payload);
	RETURN NEW;
END;
$$;
ALTER FUNCTION public.procrastinate_notify_queue_job_inserted_v1() OWNER TO comptoir_owner;
CREATE FUNCTION public.procrastinate_prune_stalled_workers_v1(seconds_since_heartbeat double precision) RETURNS TABLE(worker_id bigint)
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN QUERY
    DELETE FROM procrastinate_workers
    WHERE last_heartbeat < NOW() - (seconds_since_heartbeat || 'SECOND')::INTERVAL
    RETURNING procrastinate_workers.id;
END;
$$;
ALTER FUNCTION public.procrastinate_prune_stalled_workers_v1(seconds_since_heartbeat double precision) OWNER TO comptoir_owner;
CREATE FUNCTION public.procrastinate_register_worker_v1() RETURNS TABLE(worker_id bigint)
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN QUERY
    INSERT INTO procrastinate_workers DEFAULT VALUES
    RETURNING procrastinate_workers.id;
END;
$$;
ALTER FUNCTION public.procrastinate_register_worker_v1() OWNER TO comptoir_owner;
CREATE FUNCTION public.procrastinate_retry_job_v1(job_id bigint, retry_at timestamp with time zone, new_priority integer, new_queue_name character varying, new_lock character varying) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
    _abort_requested boolean;
BEGIN
    SELECT abort_requested FROM procrastinate_jobs
    WHERE id = job_id AND status = 'doing'
    FOR UPDATE
    INTO _abort_requested;
    IF _abort_requested THEN
        UPDATE procrastinate_jobs
        SET status = 'failed'::procrastinate_job_status
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = 'todo'::procrastinate_job_status,
            attempts = attempts + 1,
            scheduled_at = retry_at,
            priority = COALESCE(new_priority, priority),
            queue_name = COALESCE(new_queue_name, queue_name),
            lock = COALESCE(new_lock, lock)
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    END IF;

    IF _job_id IS NULL THEN
        RAISE 'Job was not found or not in "doing" status (job id: %)', job_id;
    END IF;
END;
$$;
ALTER FUNCTION public.procrastinate_retry_job_v1(job_id bigint, retry_at timestamp with time zone, new_priority integer, new_queue_name character varying, new_lock character varying) OWNER TO comptoir_owner;
CREATE FUNCTION public.procrastinate_retry_job_v2(job_id bigint, retry_at timestamp with time zone, new_priority integer, new_queue_name character varying, new_lock character varying) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
    _abort_requested boolean;
    _current_status procrastinate_job_status;
BEGIN
    SELECT status, abort_requested FROM procrastinate_jobs
    WHERE id = job_id AND status IN ('doing', 'failed')
    FOR UPDATE
    INTO _current_status, _abort_requested;
    IF _current_status = 'doing' AND _abort_requested THEN
        UPDATE procrastinate_jobs
        SET status = 'failed'::procrastinate_job_status
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = 'todo'::procrastinate_job_status,
            attempts = attempts + 1,
            scheduled_at = retry_at,
            priority = COALESCE(new_priority, priority),
            queue_name = COALESCE(new_queue_name, queue_name),
            lock = COALESCE(new_lock, lock)
        WHERE id = job_id AND status IN ('doing', 'failed')
        RETURNING id INTO _job_id;
    END IF;

    IF _job_id IS NULL THEN
        RAISE 'Job was not found or has an invalid status to retry (job id: %)', job_id;
    END IF;

END;
$$;
ALTER FUNCTION public.procrastinate_retry_job_v2(job_id bigint, retry_at timestamp with time zone, new_priority integer, new_queue_name character varying, new_lock character varying) OWNER TO comptoir_owner;
CREATE FUNCTION public.procrastinate_trigger_abort_requested_events_procedure_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type)
        VALUES (NEW.id, 'abort_requested'::procrastinate_job_event_type);
    RETURN NEW;
END;
$$;
ALTER FUNCTION public.procrastinate_trigger_abort_requested_events_procedure_v1() OWNER TO comptoir_owner;
CREATE FUNCTION public.procrastinate_trigger_function_scheduled_events_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type, at)
        VALUES (NEW.id, 'scheduled'::procrastinate_job_event_type, NEW.scheduled_at);

	RETURN NEW;
END;
$$;
ALTER FUNCTION public.procrastinate_trigger_function_scheduled_events_v1() OWNER TO comptoir_owner;
CREATE FUNCTION public.procrastinate_trigger_function_status_events_insert_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type)
        VALUES (NEW.id, 'deferred'::procrastinate_job_event_type);
	RETURN NEW;
END;
$$;
ALTER FUNCTION public.procrastinate_trigger_function_status_events_insert_v1() OWNER TO comptoir_owner;
CREATE FUNCTION public.procrastinate_trigger_function_status_events_update_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    WITH t AS (
        SELECT CASE
            WHEN OLD.status = 'todo'::procrastinate_job_status
                AND NEW.status = 'doing'::procrastinate_job_status
                THEN 'started'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'todo'::procrastinate_job_status
                THEN 'deferred_for_retry'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'failed'::procrastinate_job_status
                THEN 'failed'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'succeeded'::procrastinate_job_status
                THEN 'succeeded'::procrastinate_job_event_type
            WHEN OLD.status = 'todo'::procrastinate_job_status
                AND (
                    NEW.status = 'cancelled'::procrastinate_job_status
                    OR NEW.status = 'failed'::procrastinate_job_status
                    OR NEW.status = 'succeeded'::procrastinate_job_status
                )
                THEN 'cancelled'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'aborted'::procrastinate_job_status
                THEN 'aborted'::procrastinate_job_event_type
            WHEN OLD.status = 'failed'::procrastinate_job_status
                AND NEW.status = 'todo'::procrastinate_job_status
                THEN 'retried'::procrastinate_job_event_type
            ELSE NULL
        END as event_type
    )
    INSERT INTO procrastinate_events(job_id, type)
        SELECT NEW.id, t.event_type
        FROM t
        WHERE t.event_type IS NOT NULL;
	RETURN NEW;
END;
$$;
ALTER FUNCTION public.procrastinate_trigger_function_status_events_update_v1() OWNER TO comptoir_owner;
CREATE FUNCTION public.procrastinate_unlink_periodic_defers_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE procrastinate_periodic_defers
    SET job_id = NULL
    WHERE job_id = OLD.id;
    RETURN OLD;
END;
$$;
ALTER FUNCTION public.procrastinate_unlink_periodic_defers_v1() OWNER TO comptoir_owner;
CREATE FUNCTION public.procrastinate_unregister_worker_v1(worker_id bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    DELETE FROM procrastinate_workers
    WHERE id = worker_id;
END;
$$;
ALTER FUNCTION public.procrastinate_unregister_worker_v1(worker_id bigint) OWNER TO comptoir_owner;
CREATE FUNCTION public.procrastinate_update_heartbeat_v1(worker_id bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE procrastinate_workers
    SET last_heartbeat = NOW()
    WHERE id = worker_id;
END;
$$;
ALTER FUNCTION public.procrastinate_update_heartbeat_v1(worker_id bigint) OWNER TO comptoir_owner;
CREATE FUNCTION public.purchasing_due_digests() RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$ SELECT DISTINCT r.organization_id FROM purchasing_recipient r WHERE r.next_try_at <= now() $$;
ALTER FUNCTION public.purchasing_due_digests() OWNER TO comptoir_lookup;
CREATE FUNCTION public.purchasing_due_looks() RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$ SELECT w.organization_id FROM purchasing_stock_watch w WHERE w.computed_at IS NOT NULL AND (w.looked_at IS NULL OR w.looked_at < greatest(w.computed_at, now() - interval '1 minute')) $$;
ALTER FUNCTION public.purchasing_due_looks() OWNER TO comptoir_lookup;
CREATE FUNCTION public.purchasing_due_organizations() RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$ SELECT DISTINCT l.organization_id FROM purchasing_letter l WHERE l.state = 'queued' AND l.next_try_at <= now() $$;
ALTER FUNCTION public.purchasing_due_organizations() OWNER TO comptoir_lookup;
CREATE FUNCTION public.purchasing_due_points() RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$ SELECT o.id FROM platform_organization o LEFT JOIN purchasing_stock_watch w ON w.organization_id = o.id WHERE (w.computed_at IS NULL OR w.computed_at < now() - interval '6 hours') AND (w.organization_id IS NOT NULL OR EXISTS (SELECT FROM purchasing_offer f WHERE f.organization_id = o.id) OR EXISTS (SELECT FROM purchasing_reorder_rule r WHERE r.organization_id = o.id)) $$;
ALTER FUNCTION public.purchasing_due_points() OWNER TO comptoir_lookup;
CREATE FUNCTION public.retention_running_organizations() RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$ SELECT organization_id FROM retention_run WHERE state = 'running' ORDER BY 1 $$;
ALTER FUNCTION public.retention_running_organizations() OWNER TO comptoir_lookup;
CREATE FUNCTION public.sales_accounts_owed(organization uuid) RETURNS TABLE(account uuid, balance numeric)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $_$ 
            SELECT d.account, sum(t.amount)
            FROM sales_tender_detail d
            JOIN sales_tender t ON t.organization_id = d.organization_id AND t.sale_id = d.sale_id
                AND t.number = d.number
            WHERE d.organization_id = $1 AND d.account IS NOT NULL
                AND $1::text = ANY(string_to_array(current_setting('comptoir.organizations', true), ','))
            GROUP BY d.account
             $_$;
ALTER FUNCTION public.sales_accounts_owed(organization uuid) OWNER TO comptoir_lookup;
CREATE FUNCTION public.shops_due_organizations() RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$ SELECT DISTINCT organization_id FROM shops_setting_change WHERE state = 'planned' AND starts_at <= now() $$;
ALTER FUNCTION public.shops_due_organizations() OWNER TO comptoir_lookup;
CREATE FUNCTION public.tills_agent_of_token(token bytea) RETURNS TABLE(organization_id uuid, store_id uuid, agent_id uuid, revoked boolean)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$ SELECT a.organization_id, a.store_id, a.id, a.revoked_at IS NOT NULL FROM tills_agent a WHERE a.token_hash = token $$;
ALTER FUNCTION public.tills_agent_of_token(token bytea) OWNER TO comptoir_lookup;
CREATE FUNCTION public.tills_enrolment_of_token(token bytea) RETURNS TABLE(organization_id uuid, till_id uuid, store_id uuid, chain_id uuid, device_id uuid, public_key bytea, issued_at timestamp with time zone, revoked boolean)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$ SELECT e.organization_id, e.till_id, t.store_id, e.id, e.device_id, e.public_key, e.issued_at, e.revoked_at IS NOT NULL FROM tills_enrolment e JOIN tills_till t ON t.organization_id = e.organization_id AND t.id = e.till_id WHERE e.token_hash = token $$;
ALTER FUNCTION public.tills_enrolment_of_token(token bytea) OWNER TO comptoir_lookup;
CREATE FUNCTION public.tills_organization_of_agent_code(code bytea) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$ SELECT c.organization_id FROM tills_agentcode c WHERE c.code_hash = code $$;
ALTER FUNCTION public.tills_organization_of_agent_code(code bytea) OWNER TO comptoir_lookup;
CREATE FUNCTION public.tills_organization_of_chain(chain uuid) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$ SELECT e.organization_id FROM tills_enrolment e WHERE e.id = chain $$;
ALTER FUNCTION public.tills_organization_of_chain(chain uuid) OWNER TO comptoir_lookup;
CREATE FUNCTION public.tills_organization_of_code(code bytea) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$ SELECT c.organization_id FROM tills_enrolmentcode c WHERE c.code_hash = code $$;
ALTER FUNCTION public.tills_organization_of_code(code bytea) OWNER TO comptoir_lookup;
CREATE FUNCTION public.webhooks_due_organizations() RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$ SELECT DISTINCT m.organization_id FROM webhooks_message m JOIN webhooks_endpoint e ON e.organization_id = m.organization_id AND e.id = m.endpoint_id WHERE m.state = 'queued' AND m.next_try_at <= now() AND e.is_on AND e.resumes_at <= now() $$;
ALTER FUNCTION public.webhooks_due_organizations() OWNER TO comptoir_lookup;
CREATE FUNCTION public.witnesses_due_organizations() RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$ SELECT DISTINCT w.organization_id FROM witnesses_witness w JOIN platform_tree_head h ON h.organization_id = w.organization_id WHERE w.removed_at IS NULL AND w.next_try_at <= now() AND (h.size <> w.cosigned_size OR w.cosigned_at IS NULL OR w.cosigned_at < now() - interval '1 hour' OR split_part(h.note, chr(10), 1) <> w.origin) $$;
ALTER FUNCTION public.witnesses_due_organizations() OWNER TO comptoir_lookup;
CREATE FUNCTION public.witnesses_organizations() RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$ SELECT DISTINCT organization_id FROM witnesses_cosignature $$;
ALTER FUNCTION public.witnesses_organizations() OWNER TO comptoir_lookup;
CREATE TABLE public.accounting_books (
    legal_entity_id uuid NOT NULL,
    chart character varying(8) NOT NULL,
    year_starts smallint NOT NULL,
    journal_code character varying(6) NOT NULL,
    adviser character varying(7) NOT NULL,
    client character varying(5) NOT NULL,
    organization_id uuid NOT NULL,
    CONSTRAINT books_year_starts_in_a_month CHECK (((year_starts >= 1) AND (year_starts <= 12)))
);
ALTER TABLE ONLY public.accounting_books FORCE ROW LEVEL SECURITY;
ALTER TABLE public.accounting_books OWNER TO comptoir_owner;
CREATE TABLE public.accounting_breakage (
    id uuid NOT NULL,
    voucher uuid NOT NULL,
    day date NOT NULL,
    kind character varying(16) NOT NULL,
    tax_category character varying(8) NOT NULL,
    tax_rate_ppm integer NOT NULL,
    amount bigint NOT NULL,
    person uuid,
    happened_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    organization_id uuid NOT NULL,
    store_id uuid NOT NULL
);
ALTER TABLE ONLY public.accounting_breakage FORCE ROW LEVEL SECURITY;
ALTER TABLE public.accounting_breakage OWNER TO comptoir_owner;
CREATE TABLE public.accounting_closed_day (
    number integer NOT NULL,
    kind character varying(8) NOT NULL,
    store_name text NOT NULL,
    day date NOT NULL,
    belongs date,
    why jsonb NOT NULL,
    document character varying(36) NOT NULL,
    validated date NOT NULL,
    left_over bigint NOT NULL,
    postings jsonb NOT NULL,
    organization_id uuid NOT NULL,
    store_id uuid NOT NULL,
    closing_id uuid NOT NULL
);
ALTER TABLE ONLY public.accounting_closed_day FORCE ROW LEVEL SECURITY;
ALTER TABLE public.accounting_closed_day OWNER TO comptoir_owner;
CREATE TABLE public.accounting_closing (
    id uuid NOT NULL,
    number integer NOT NULL,
    first date NOT NULL,
    last date NOT NULL,
    closed_at timestamp with time zone NOT NULL,
    kept_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    person uuid,
    note text NOT NULL,
    "position" bigint NOT NULL,
    terms jsonb NOT NULL,
    digest character varying(64) NOT NULL,
    legal_entity_id uuid NOT NULL,
    organization_id uuid NOT NULL,
    CONSTRAINT closing_days_in_order CHECK ((last >= first))
);
ALTER TABLE ONLY public.accounting_closing FORCE ROW LEVEL SECURITY;
ALTER TABLE public.accounting_closing OWNER TO comptoir_owner;
CREATE TABLE public.accounting_own_account (
    role character varying(16) NOT NULL,
    key character varying(64) NOT NULL,
    number character varying(12) NOT NULL,
    name text NOT NULL,
    legal_entity_id uuid NOT NULL,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.accounting_own_account FORCE ROW LEVEL SECURITY;
ALTER TABLE public.accounting_own_account OWNER TO comptoir_owner;
CREATE TABLE public.accounting_reopening (
    person uuid,
    reason text NOT NULL,
    reopened_at timestamp with time zone NOT NULL,
    closing_id uuid NOT NULL,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.accounting_reopening FORCE ROW LEVEL SECURITY;
ALTER TABLE public.accounting_reopening OWNER TO comptoir_owner;
CREATE TABLE public.accounting_safe_movement (
    id uuid NOT NULL,
    kind character varying(5) NOT NULL,
    day date NOT NULL,
    amount bigint NOT NULL,
    counted bigint,
    slip text NOT NULL,
    person uuid,
    happened_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    organization_id uuid NOT NULL,
    store_id uuid NOT NULL,
    takes_back_id uuid,
    CONSTRAINT safe_movement_kind_fits CHECK ((((counted IS NULL) AND ((kind)::text = 'bank'::text)) OR ((counted >= 0) AND ((kind)::text = 'count'::text) AND (takes_back_id IS NULL))))
);
ALTER TABLE ONLY public.accounting_safe_movement FORCE ROW LEVEL SECURITY;
ALTER TABLE public.accounting_safe_movement OWNER TO comptoir_owner;
CREATE TABLE public.accounting_terminal_total (
    day date NOT NULL,
    kind character varying(64) NOT NULL,
    amount bigint NOT NULL,
    is_typed boolean NOT NULL,
    person uuid,
    stated_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    organization_id uuid NOT NULL,
    store_id uuid NOT NULL
);
ALTER TABLE ONLY public.accounting_terminal_total FORCE ROW LEVEL SECURITY;
ALTER TABLE public.accounting_terminal_total OWNER TO comptoir_owner;
CREATE TABLE public.alerts_alert (
    id uuid NOT NULL,
    kind character varying(24) NOT NULL,
    subject text DEFAULT ''::text NOT NULL,
    name text DEFAULT ''::text NOT NULL,
    since timestamp with time zone NOT NULL,
    begun_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    told_at timestamp with time zone,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.alerts_alert FORCE ROW LEVEL SECURITY;
ALTER TABLE public.alerts_alert OWNER TO comptoir_owner;
CREATE TABLE public.api_kept_answer (
    key character varying(200) NOT NULL,
    asked bytea NOT NULL,
    status smallint NOT NULL,
    body bytea NOT NULL,
    etag character varying(64) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    token_id uuid NOT NULL,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.api_kept_answer FORCE ROW LEVEL SECURITY;
ALTER TABLE public.api_kept_answer OWNER TO comptoir_owner;
CREATE TABLE public.auth_group (
    id integer NOT NULL,
    name character varying(150) NOT NULL
);
ALTER TABLE public.auth_group OWNER TO comptoir_owner;
ALTER TABLE public.auth_group ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.auth_group_permissions (
    id bigint NOT NULL,
    group_id integer NOT NULL,
    permission_id integer NOT NULL
);
ALTER TABLE public.auth_group_permissions OWNER TO comptoir_owner;
ALTER TABLE public.auth_group_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.auth_permission (
    id integer NOT NULL,
    name character varying(255) NOT NULL,
    content_type_id integer NOT NULL,
    codename character varying(100) NOT NULL
);
ALTER TABLE public.auth_permission OWNER TO comptoir_owner;
ALTER TABLE public.auth_permission ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_permission_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.axes_accessattempt (
    id integer NOT NULL,
    user_agent character varying(255) NOT NULL,
    ip_address inet,
    username character varying(255),
    http_accept character varying(1025) NOT NULL,
    path_info character varying(255) NOT NULL,
    attempt_time timestamp with time zone NOT NULL,
    get_data text NOT NULL,
    post_data text NOT NULL,
    failures_since_start integer NOT NULL,
    CONSTRAINT axes_accessattempt_failures_since_start_check CHECK ((failures_since_start >= 0))
);
ALTER TABLE public.axes_accessattempt OWNER TO comptoir_owner;
ALTER TABLE public.axes_accessattempt ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.axes_accessattempt_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.axes_accessattemptexpiration (
    access_attempt_id integer NOT NULL,
    expires_at timestamp with time zone NOT NULL
);
ALTER TABLE public.axes_accessattemptexpiration OWNER TO comptoir_owner;
CREATE TABLE public.axes_accessfailurelog (
    id integer NOT NULL,
    user_agent character varying(255) NOT NULL,
    ip_address inet,
    username character varying(255),
    http_accept character varying(1025) NOT NULL,
    path_info character varying(255) NOT NULL,
    attempt_time timestamp with time zone NOT NULL,
    locked_out boolean NOT NULL
);
ALTER TABLE public.axes_accessfailurelog OWNER TO comptoir_owner;
ALTER TABLE public.axes_accessfailurelog ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.axes_accessfailurelog_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.axes_accesslog (
    id integer NOT NULL,
    user_agent character varying(255) NOT NULL,
    ip_address inet,
    username character varying(255),
    http_accept character varying(1025) NOT NULL,
    path_info character varying(255) NOT NULL,
    attempt_time timestamp with time zone NOT NULL,
    logout_time timestamp with time zone,
    session_hash character varying(64) NOT NULL
);
ALTER TABLE public.axes_accesslog OWNER TO comptoir_owner;
ALTER TABLE public.axes_accesslog ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.axes_accesslog_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.catalog_barcode (
    id uuid NOT NULL,
    code character varying(64) NOT NULL,
    organization_id uuid NOT NULL,
    item_id uuid NOT NULL
);
ALTER TABLE ONLY public.catalog_barcode FORCE ROW LEVEL SECURITY;
ALTER TABLE public.catalog_barcode OWNER TO comptoir_owner;
CREATE TABLE public.catalog_bottle_deposit (
    "position" integer NOT NULL,
    follows_tax boolean NOT NULL,
    item_id uuid NOT NULL,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.catalog_bottle_deposit FORCE ROW LEVEL SECURITY;
ALTER TABLE public.catalog_bottle_deposit OWNER TO comptoir_owner;
CREATE TABLE public.catalog_bottle_voucher_pattern (
    id uuid NOT NULL,
    pattern character varying(32) NOT NULL,
    days_unique smallint NOT NULL,
    is_ended boolean NOT NULL,
    organization_id uuid NOT NULL,
    store_id uuid,
    tax_class_id uuid NOT NULL
);
ALTER TABLE ONLY public.catalog_bottle_voucher_pattern FORCE ROW LEVEL SECURITY;
ALTER TABLE public.catalog_bottle_voucher_pattern OWNER TO comptoir_owner;
CREATE TABLE public.catalog_category (
    id uuid NOT NULL,
    name text NOT NULL,
    color character varying(7) NOT NULL,
    "position" integer NOT NULL,
    organization_id uuid NOT NULL,
    parent_id uuid,
    restriction character varying(16) DEFAULT ''::character varying NOT NULL,
    is_ended boolean DEFAULT false NOT NULL
);
ALTER TABLE ONLY public.catalog_category FORCE ROW LEVEL SECURITY;
ALTER TABLE public.catalog_category OWNER TO comptoir_owner;
CREATE TABLE public.catalog_chunk (
    digest character varying(64) NOT NULL,
    body bytea NOT NULL,
    made_at timestamp with time zone NOT NULL,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.catalog_chunk FORCE ROW LEVEL SECURITY;
ALTER TABLE public.catalog_chunk OWNER TO comptoir_owner;
CREATE TABLE public.catalog_coupon_code (
    id uuid NOT NULL,
    promotion uuid NOT NULL,
    coupon character varying(64) NOT NULL,
    code character varying(64) NOT NULL,
    batch uuid NOT NULL,
    is_withdrawn boolean NOT NULL,
    made_at timestamp with time zone NOT NULL,
    person uuid,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.catalog_coupon_code FORCE ROW LEVEL SECURITY;
ALTER TABLE public.catalog_coupon_code OWNER TO comptoir_owner;
CREATE TABLE public.catalog_customergroup (
    id uuid NOT NULL,
    name text NOT NULL,
    is_ended boolean NOT NULL,
    organization_id uuid NOT NULL,
    is_staff boolean DEFAULT false NOT NULL
);
ALTER TABLE ONLY public.catalog_customergroup FORCE ROW LEVEL SECURITY;
ALTER TABLE public.catalog_customergroup OWNER TO comptoir_owner;
CREATE TABLE public.catalog_favorites (
    items jsonb NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    person uuid,
    organization_id uuid NOT NULL,
    store_id uuid NOT NULL
);
ALTER TABLE ONLY public.catalog_favorites FORCE ROW LEVEL SECURITY;
ALTER TABLE public.catalog_favorites OWNER TO comptoir_owner;
CREATE TABLE public.catalog_feed (
    "position" bigint NOT NULL,
    kind character varying(8) NOT NULL,
    subject uuid NOT NULL,
    changed_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.catalog_feed FORCE ROW LEVEL SECURITY;
ALTER TABLE public.catalog_feed OWNER TO comptoir_owner;
CREATE TABLE public.catalog_goods_version (
    id uuid NOT NULL,
    subject uuid NOT NULL,
    "position" bigint NOT NULL,
    document jsonb NOT NULL,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.catalog_goods_version FORCE ROW LEVEL SECURITY;
ALTER TABLE public.catalog_goods_version OWNER TO comptoir_owner;
CREATE TABLE public.catalog_item (
    id uuid NOT NULL,
    name text NOT NULL,
    folded text NOT NULL,
    unit character varying(3) NOT NULL,
    is_archived boolean NOT NULL,
    organization_id uuid NOT NULL,
    product_id uuid NOT NULL,
    words_position bigint DEFAULT 0 NOT NULL
);
ALTER TABLE ONLY public.catalog_item FORCE ROW LEVEL SECURITY;
ALTER TABLE public.catalog_item OWNER TO comptoir_owner;
CREATE TABLE public.catalog_item_traits (
    choices jsonb NOT NULL,
    options jsonb NOT NULL,
    pack_count integer,
    photo character varying(64) NOT NULL,
    allergens smallint NOT NULL,
    traces smallint NOT NULL,
    ingredients text NOT NULL,
    restriction character varying(16) NOT NULL,
    modifiers jsonb NOT NULL,
    bundle jsonb NOT NULL,
    item_id uuid NOT NULL,
    organization_id uuid NOT NULL,
    parent_id uuid,
    deposits jsonb DEFAULT '[]'::jsonb NOT NULL,
    net_milli bigint,
    net_unit character varying(3) DEFAULT ''::character varying NOT NULL,
    origin text DEFAULT ''::text NOT NULL,
    tracking character varying(6) DEFAULT ''::character varying NOT NULL,
    CONSTRAINT pack_of_several CHECK (((pack_count IS NULL) OR (pack_count >= 2)))
);
ALTER TABLE ONLY public.catalog_item_traits FORCE ROW LEVEL SECURITY;
ALTER TABLE public.catalog_item_traits OWNER TO comptoir_owner;
CREATE TABLE public.catalog_modifier_group (
    id uuid NOT NULL,
    "group" uuid NOT NULL,
    "position" bigint NOT NULL,
    document jsonb NOT NULL,
    is_ended boolean NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    person uuid,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.catalog_modifier_group FORCE ROW LEVEL SECURITY;
ALTER TABLE public.catalog_modifier_group OWNER TO comptoir_owner;
CREATE TABLE public.catalog_photo (
    digest character varying(64) NOT NULL,
    body bytea NOT NULL,
    made_at timestamp with time zone NOT NULL,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.catalog_photo FORCE ROW LEVEL SECURITY;
ALTER TABLE public.catalog_photo OWNER TO comptoir_owner;
CREATE TABLE public.catalog_price (
    id uuid NOT NULL,
    "position" bigint NOT NULL,
    unit_price bigint NOT NULL,
    tax_category character varying(2) NOT NULL,
    tax_rate_ppm integer NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    person uuid,
    item_id uuid NOT NULL,
    organization_id uuid NOT NULL,
    store_id uuid,
    tax_class_id uuid,
    is_open boolean DEFAULT false NOT NULL,
    CONSTRAINT price_not_negative CHECK ((unit_price >= 0))
);
ALTER TABLE ONLY public.catalog_price FORCE ROW LEVEL SECURITY;
ALTER TABLE public.catalog_price OWNER TO comptoir_owner;
CREATE TABLE public.catalog_price_list (
    id uuid NOT NULL,
    rule uuid NOT NULL,
    "position" bigint NOT NULL,
    document jsonb NOT NULL,
    is_ended boolean NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    person uuid,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.catalog_price_list FORCE ROW LEVEL SECURITY;
ALTER TABLE public.catalog_price_list OWNER TO comptoir_owner;
CREATE TABLE public.catalog_price_list_entry (
    id uuid NOT NULL,
    price_list uuid NOT NULL,
    "position" bigint NOT NULL,
    unit_price bigint,
    changed_at timestamp with time zone NOT NULL,
    person uuid,
    item_id uuid NOT NULL,
    organization_id uuid NOT NULL,
    CONSTRAINT list_price_not_negative CHECK ((unit_price >= 0))
);
ALTER TABLE ONLY public.catalog_price_list_entry FORCE ROW LEVEL SECURITY;
ALTER TABLE public.catalog_price_list_entry OWNER TO comptoir_owner;
CREATE TABLE public.catalog_product (
    id uuid NOT NULL,
    name text NOT NULL,
    is_archived boolean NOT NULL,
    category_id uuid NOT NULL,
    organization_id uuid NOT NULL,
    tax_class_id uuid NOT NULL
);
ALTER TABLE ONLY public.catalog_product FORCE ROW LEVEL SECURITY;
ALTER TABLE public.catalog_product OWNER TO comptoir_owner;
CREATE TABLE public.catalog_promotion (
    id uuid NOT NULL,
    rule uuid NOT NULL,
    "position" bigint NOT NULL,
    document jsonb NOT NULL,
    is_ended boolean NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    person uuid,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.catalog_promotion FORCE ROW LEVEL SECURITY;
ALTER TABLE public.catalog_promotion OWNER TO comptoir_owner;
CREATE TABLE public.catalog_range_rule (
    id uuid NOT NULL,
    is_in boolean NOT NULL,
    category_id uuid,
    item_id uuid,
    organization_id uuid NOT NULL,
    store_id uuid,
    CONSTRAINT range_rule_of_one_thing CHECK ((((category_id IS NULL) OR (item_id IS NULL)) AND (1 = (
CASE
    WHEN (category_id IS NULL) THEN 1
    ELSE 0
END +
CASE
    WHEN (item_id IS NULL) THEN 1
    ELSE 0
END))))
);
ALTER TABLE ONLY public.catalog_range_rule FORCE ROW LEVEL SECURITY;
ALTER TABLE public.catalog_range_rule OWNER TO comptoir_owner;
CREATE TABLE public.catalog_restriction (
    id uuid NOT NULL,
    code character varying(16) NOT NULL,
    age smallint NOT NULL,
    closed jsonb NOT NULL,
    organization_id uuid NOT NULL,
    store_id uuid
);
ALTER TABLE ONLY public.catalog_restriction FORCE ROW LEVEL SECURITY;
ALTER TABLE public.catalog_restriction OWNER TO comptoir_owner;
CREATE TABLE public.catalog_scalelabel (
    id uuid NOT NULL,
    prefix character varying(3) NOT NULL,
    item_digits smallint NOT NULL,
    value_digits smallint NOT NULL,
    kind character varying(6) NOT NULL,
    decimals smallint NOT NULL,
    has_inner_check boolean NOT NULL,
    organization_id uuid NOT NULL,
    store_id uuid,
    "position" bigint NOT NULL,
    ended_position bigint
);
ALTER TABLE ONLY public.catalog_scalelabel FORCE ROW LEVEL SECURITY;
ALTER TABLE public.catalog_scalelabel OWNER TO comptoir_owner;
CREATE TABLE public.catalog_snapshot (
    id uuid NOT NULL,
    "position" bigint NOT NULL,
    chunks jsonb NOT NULL,
    made_at timestamp with time zone NOT NULL,
    organization_id uuid NOT NULL,
    store_id uuid NOT NULL
);
ALTER TABLE ONLY public.catalog_snapshot FORCE ROW LEVEL SECURITY;
ALTER TABLE public.catalog_snapshot OWNER TO comptoir_owner;
CREATE TABLE public.catalog_sold_out (
    id uuid NOT NULL,
    marked_at timestamp with time zone NOT NULL,
    person uuid,
    item_id uuid NOT NULL,
    organization_id uuid NOT NULL,
    store_id uuid NOT NULL
);
ALTER TABLE ONLY public.catalog_sold_out FORCE ROW LEVEL SECURITY;
ALTER TABLE public.catalog_sold_out OWNER TO comptoir_owner;
CREATE TABLE public.commissions_kept (
    number integer NOT NULL,
    employee uuid NOT NULL,
    rule uuid NOT NULL,
    day date NOT NULL,
    booked date NOT NULL,
    base bigint NOT NULL,
    quantity_milli bigint NOT NULL,
    amount bigint NOT NULL,
    unknown bigint NOT NULL,
    organization_id uuid NOT NULL,
    store_id uuid NOT NULL,
    period_id uuid NOT NULL
);
ALTER TABLE ONLY public.commissions_kept FORCE ROW LEVEL SECURITY;
ALTER TABLE public.commissions_kept OWNER TO comptoir_owner;
CREATE TABLE public.commissions_period (
    id uuid NOT NULL,
    number integer NOT NULL,
    first date NOT NULL,
    last date NOT NULL,
    is_released boolean NOT NULL,
    legal_entity_id uuid NOT NULL,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.commissions_period FORCE ROW LEVEL SECURITY;
ALTER TABLE public.commissions_period OWNER TO comptoir_owner;
CREATE TABLE public.commissions_rule (
    id uuid NOT NULL,
    basis character varying(6) NOT NULL,
    rate_ppm integer NOT NULL,
    amount bigint NOT NULL,
    valid_from date NOT NULL,
    valid_until date,
    category_id uuid,
    employee_id uuid,
    item_id uuid,
    organization_id uuid NOT NULL,
    role_id uuid,
    CONSTRAINT commission_rule_amount_fits CHECK ((((amount > 0) AND ((basis)::text = 'piece'::text) AND (rate_ppm = 0)) OR ((amount = 0) AND ((basis)::text = ANY (ARRAY[('net'::character varying)::text, ('margin'::character varying)::text])) AND (rate_ppm > 0) AND (rate_ppm <= 1000000)))),
    CONSTRAINT commission_rule_one_what CHECK (((category_id IS NULL) OR (item_id IS NULL))),
    CONSTRAINT commission_rule_one_who CHECK (((employee_id IS NULL) OR (role_id IS NULL)))
);
ALTER TABLE ONLY public.commissions_rule FORCE ROW LEVEL SECURITY;
ALTER TABLE public.commissions_rule OWNER TO comptoir_owner;
CREATE TABLE public.customers_consent (
    id uuid NOT NULL,
    purpose character varying(9) NOT NULL,
    channel character varying(5) NOT NULL,
    is_given boolean NOT NULL,
    text bytea,
    place character varying(6) NOT NULL,
    till uuid,
    person uuid,
    proof text DEFAULT ''::text NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    noted_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    customer_id uuid NOT NULL,
    organization_id uuid NOT NULL,
    CONSTRAINT consent_is_proved CHECK (((NOT is_given) OR (text IS NOT NULL) OR (NOT (proof = ''::text))))
);
ALTER TABLE ONLY public.customers_consent FORCE ROW LEVEL SECURITY;
ALTER TABLE public.customers_consent OWNER TO comptoir_owner;
CREATE TABLE public.customers_consent_text (
    digest bytea NOT NULL,
    version character varying(40) NOT NULL,
    language character varying(2) NOT NULL,
    text text NOT NULL,
    kept_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.customers_consent_text FORCE ROW LEVEL SECURITY;
ALTER TABLE public.customers_consent_text OWNER TO comptoir_owner;
CREATE TABLE public.customers_customer (
    id uuid NOT NULL,
    name text NOT NULL,
    phone text DEFAULT ''::text NOT NULL,
    email text DEFAULT ''::text NOT NULL,
    credit_limit bigint,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    erased_at timestamp with time zone,
    organization_id uuid NOT NULL,
    card text DEFAULT ''::text NOT NULL,
    "group" uuid,
    folded text DEFAULT ''::text NOT NULL,
    CONSTRAINT customer_erased_is_empty CHECK (((erased_at IS NULL) OR ((card = ''::text) AND (credit_limit IS NULL) AND (email = ''::text) AND (folded = ''::text) AND ("group" IS NULL) AND (name = ''::text) AND (phone = ''::text)))),
    CONSTRAINT customer_limit_not_negative CHECK ((credit_limit >= 0))
);
ALTER TABLE ONLY public.customers_customer FORCE ROW LEVEL SECURITY;
ALTER TABLE public.customers_customer OWNER TO comptoir_owner;
CREATE TABLE public.customers_standing_exemption (
    id uuid NOT NULL,
    evidence text NOT NULL,
    valid_from date NOT NULL,
    valid_until date NOT NULL,
    ended_position bigint,
    set_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    customer_id uuid NOT NULL,
    organization_id uuid NOT NULL,
    reason_id uuid NOT NULL,
    CONSTRAINT standing_exemption_days CHECK ((valid_until >= valid_from))
);
ALTER TABLE ONLY public.customers_standing_exemption FORCE ROW LEVEL SECURITY;
ALTER TABLE public.customers_standing_exemption OWNER TO comptoir_owner;
CREATE TABLE public.django_content_type (
    id integer NOT NULL,
    app_label character varying(100) NOT NULL,
    model character varying(100) NOT NULL
);
ALTER TABLE public.django_content_type OWNER TO comptoir_owner;
ALTER TABLE public.django_content_type ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_content_type_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.django_migrations (
    id bigint NOT NULL,
    app character varying(255) NOT NULL,
    name character varying(255) NOT NULL,
    applied timestamp with time zone NOT NULL
);
ALTER TABLE public.django_migrations OWNER TO comptoir_owner;
ALTER TABLE public.django_migrations ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_migrations_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.django_session (
    session_key character varying(40) NOT NULL,
    session_data text NOT NULL,
    expire_date timestamp with time zone NOT NULL
);
ALTER TABLE public.django_session OWNER TO comptoir_owner;
CREATE TABLE public.fiscal_archive (
    id uuid NOT NULL,
    number integer NOT NULL,
    first date NOT NULL,
    last date NOT NULL,
    made_at timestamp with time zone NOT NULL,
    person uuid,
    manifest text NOT NULL,
    signature text NOT NULL,
    digest character varying(64) NOT NULL,
    entries bigint NOT NULL,
    bytes bigint NOT NULL,
    organization_id uuid NOT NULL,
    CONSTRAINT fiscal_archive_days_in_order CHECK ((last >= first))
);
ALTER TABLE ONLY public.fiscal_archive FORCE ROW LEVEL SECURITY;
ALTER TABLE public.fiscal_archive OWNER TO comptoir_owner;
CREATE TABLE public.fiscal_archived_chain (
    first_sequence bigint NOT NULL,
    last_sequence bigint NOT NULL,
    last_digest character varying(64) NOT NULL,
    sold bigint NOT NULL,
    refunded bigint NOT NULL,
    documents bigint NOT NULL,
    archive_id uuid NOT NULL,
    chain_id uuid NOT NULL,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.fiscal_archived_chain FORCE ROW LEVEL SECURITY;
ALTER TABLE public.fiscal_archived_chain OWNER TO comptoir_owner;
CREATE TABLE public.fiscal_data_pack (
    id uuid NOT NULL,
    plugin character varying(16) NOT NULL,
    version integer NOT NULL,
    valid_from date NOT NULL,
    content bytea NOT NULL,
    signer character varying(64) NOT NULL,
    added_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL
);
ALTER TABLE public.fiscal_data_pack OWNER TO comptoir_owner;
CREATE TABLE public.fiscal_fact (
    id uuid NOT NULL,
    plugin character varying(16) NOT NULL,
    subject text NOT NULL,
    name character varying(48) NOT NULL,
    value jsonb NOT NULL,
    person uuid,
    stated_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.fiscal_fact FORCE ROW LEVEL SECURITY;
ALTER TABLE public.fiscal_fact OWNER TO comptoir_owner;
CREATE TABLE public.fiscal_sending (
    id uuid NOT NULL,
    channel character varying(32) NOT NULL,
    lane text NOT NULL,
    number bigint NOT NULL,
    subject text NOT NULL,
    content bytea NOT NULL,
    state character varying(8) NOT NULL,
    tries integer NOT NULL,
    due_at timestamp with time zone NOT NULL,
    queued_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    ended_at timestamp with time zone,
    remark text NOT NULL,
    proof bytea,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.fiscal_sending FORCE ROW LEVEL SECURITY;
ALTER TABLE public.fiscal_sending OWNER TO comptoir_owner;
CREATE TABLE public.fiscal_till_document (
    plugin character varying(16) NOT NULL,
    subject text NOT NULL,
    document jsonb NOT NULL,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.fiscal_till_document FORCE ROW LEVEL SECURITY;
ALTER TABLE public.fiscal_till_document OWNER TO comptoir_owner;
CREATE TABLE public.fleet_device (
    id uuid NOT NULL,
    label text NOT NULL,
    user_agent text NOT NULL,
    app_version text NOT NULL,
    enrolled_at timestamp with time zone NOT NULL,
    last_seen_at timestamp with time zone,
    unsent_count integer,
    unsent_since timestamp with time zone,
    storage_persistent boolean,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.fleet_device FORCE ROW LEVEL SECURITY;
ALTER TABLE public.fleet_device OWNER TO comptoir_owner;
CREATE TABLE public.identity_api_token (
    id uuid NOT NULL,
    name text NOT NULL,
    token_hash bytea NOT NULL,
    scopes jsonb NOT NULL,
    person uuid,
    made_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone,
    used_at timestamp with time zone,
    revoked_at timestamp with time zone,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.identity_api_token FORCE ROW LEVEL SECURITY;
ALTER TABLE public.identity_api_token OWNER TO comptoir_owner;
CREATE TABLE public.identity_employee (
    id uuid NOT NULL,
    name text NOT NULL,
    color character varying(7) NOT NULL,
    is_active boolean NOT NULL,
    organization_id uuid NOT NULL,
    user_id uuid
);
ALTER TABLE ONLY public.identity_employee FORCE ROW LEVEL SECURITY;
ALTER TABLE public.identity_employee OWNER TO comptoir_owner;
CREATE TABLE public.identity_invitation (
    id uuid NOT NULL,
    name text NOT NULL,
    role character varying(12) NOT NULL,
    code_hash bytea NOT NULL,
    person uuid,
    made_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    withdrawn_at timestamp with time zone,
    employee_id uuid,
    organization_id uuid NOT NULL,
    stores uuid[]
);
ALTER TABLE ONLY public.identity_invitation FORCE ROW LEVEL SECURITY;
ALTER TABLE public.identity_invitation OWNER TO comptoir_owner;
CREATE TABLE public.identity_membership (
    id uuid NOT NULL,
    role character varying(12) NOT NULL,
    organization_id uuid NOT NULL,
    user_id uuid NOT NULL,
    stores uuid[]
);
ALTER TABLE ONLY public.identity_membership FORCE ROW LEVEL SECURITY;
ALTER TABLE public.identity_membership OWNER TO comptoir_owner;
CREATE TABLE public.identity_passkey (
    id uuid NOT NULL,
    credential_id bytea NOT NULL,
    public_key bytea NOT NULL,
    spki bytea NOT NULL,
    algorithm integer NOT NULL,
    rp_id text NOT NULL,
    label text NOT NULL,
    count bigint NOT NULL,
    made_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    suspected_at timestamp with time zone,
    user_id uuid NOT NULL
);
ALTER TABLE public.identity_passkey OWNER TO comptoir_owner;
CREATE TABLE public.identity_password_reset (
    id uuid NOT NULL,
    code_hash bytea NOT NULL,
    made_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    user_id uuid NOT NULL
);
ALTER TABLE public.identity_password_reset OWNER TO comptoir_owner;
CREATE TABLE public.identity_password_wish (
    id uuid NOT NULL,
    name text NOT NULL,
    language character varying(2) NOT NULL,
    origin text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL
);
ALTER TABLE public.identity_password_wish OWNER TO comptoir_owner;
CREATE TABLE public.identity_recovery_code (
    id uuid NOT NULL,
    code_hash bytea NOT NULL,
    used_at timestamp with time zone,
    user_id uuid NOT NULL
);
ALTER TABLE public.identity_recovery_code OWNER TO comptoir_owner;
CREATE TABLE public.identity_second_factor (
    user_id uuid NOT NULL,
    secret bytea NOT NULL,
    confirmed_at timestamp with time zone,
    last_step bigint NOT NULL,
    tries smallint NOT NULL,
    locked_until timestamp with time zone
);
ALTER TABLE public.identity_second_factor OWNER TO comptoir_owner;
CREATE TABLE public.identity_session (
    session_key character varying(40) NOT NULL,
    session_data text NOT NULL,
    expire_date timestamp with time zone NOT NULL,
    number uuid NOT NULL,
    "user" uuid,
    browser text NOT NULL,
    place character varying(8) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone NOT NULL
);
ALTER TABLE public.identity_session OWNER TO comptoir_owner;
CREATE TABLE public.identity_sign_in_policy (
    organization_id uuid NOT NULL,
    strict_roles jsonb NOT NULL
);
ALTER TABLE ONLY public.identity_sign_in_policy FORCE ROW LEVEL SECURITY;
ALTER TABLE public.identity_sign_in_policy OWNER TO comptoir_owner;
CREATE TABLE public.identity_sign_on_link (
    id uuid NOT NULL,
    issuer text NOT NULL,
    subject text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    organization_id uuid NOT NULL,
    user_id uuid NOT NULL
);
ALTER TABLE ONLY public.identity_sign_on_link FORCE ROW LEVEL SECURITY;
ALTER TABLE public.identity_sign_on_link OWNER TO comptoir_owner;
CREATE TABLE public.identity_sign_on_provider (
    organization_id uuid NOT NULL,
    name text NOT NULL,
    issuer text NOT NULL,
    client_id text NOT NULL,
    secret bytea NOT NULL,
    domains text[] NOT NULL,
    groups_claim text NOT NULL,
    group_roles jsonb NOT NULL,
    is_active boolean NOT NULL,
    demands text[] NOT NULL
);
ALTER TABLE ONLY public.identity_sign_on_provider FORCE ROW LEVEL SECURITY;
ALTER TABLE public.identity_sign_on_provider OWNER TO comptoir_owner;
CREATE TABLE public.identity_user (
    password character varying(128) NOT NULL,
    last_login timestamp with time zone,
    id uuid NOT NULL,
    email text NOT NULL,
    name text NOT NULL,
    language character varying(2) NOT NULL,
    is_active boolean NOT NULL,
    CONSTRAINT user_email_lower CHECK ((email = lower(email)))
);
ALTER TABLE public.identity_user OWNER TO comptoir_owner;
CREATE TABLE public.insights_booked_day (
    day date NOT NULL,
    what text NOT NULL,
    key text NOT NULL,
    detail text NOT NULL,
    rate_ppm integer NOT NULL,
    voucher uuid NOT NULL,
    amount bigint NOT NULL,
    tax bigint NOT NULL,
    organization_id uuid NOT NULL,
    store_id uuid NOT NULL
);
ALTER TABLE ONLY public.insights_booked_day FORCE ROW LEVEL SECURITY;
ALTER TABLE public.insights_booked_day OWNER TO comptoir_owner;
CREATE TABLE public.insights_deed_day (
    day date NOT NULL,
    cashier uuid NOT NULL,
    deed text NOT NULL,
    count bigint NOT NULL,
    amount bigint NOT NULL,
    organization_id uuid NOT NULL,
    store_id uuid NOT NULL
);
ALTER TABLE ONLY public.insights_deed_day FORCE ROW LEVEL SECURITY;
ALTER TABLE public.insights_deed_day OWNER TO comptoir_owner;
CREATE TABLE public.insights_earned_day (
    day date NOT NULL,
    average bigint NOT NULL,
    fifo bigint NOT NULL,
    amount bigint NOT NULL,
    costed bigint NOT NULL,
    organization_id uuid NOT NULL,
    store_id uuid NOT NULL
);
ALTER TABLE ONLY public.insights_earned_day FORCE ROW LEVEL SECURITY;
ALTER TABLE public.insights_earned_day OWNER TO comptoir_owner;
CREATE TABLE public.insights_item_day (
    day date NOT NULL,
    item uuid NOT NULL,
    lines_count bigint NOT NULL,
    quantity_milli bigint NOT NULL,
    returned_milli bigint NOT NULL,
    amount bigint NOT NULL,
    discount bigint NOT NULL,
    organization_id uuid NOT NULL,
    store_id uuid NOT NULL
);
ALTER TABLE ONLY public.insights_item_day FORCE ROW LEVEL SECURITY;
ALTER TABLE public.insights_item_day OWNER TO comptoir_owner;
CREATE TABLE public.insights_item_month (
    day date NOT NULL,
    item uuid NOT NULL,
    lines_count bigint NOT NULL,
    quantity_milli bigint NOT NULL,
    returned_milli bigint NOT NULL,
    amount bigint NOT NULL,
    discount bigint NOT NULL,
    organization_id uuid NOT NULL,
    store_id uuid NOT NULL
);
ALTER TABLE ONLY public.insights_item_month FORCE ROW LEVEL SECURITY;
ALTER TABLE public.insights_item_month OWNER TO comptoir_owner;
CREATE TABLE public.insights_list_day (
    day date NOT NULL,
    price_list uuid NOT NULL,
    lines_count bigint NOT NULL,
    quantity_milli bigint NOT NULL,
    amount bigint NOT NULL,
    organization_id uuid NOT NULL,
    store_id uuid NOT NULL
);
ALTER TABLE ONLY public.insights_list_day FORCE ROW LEVEL SECURITY;
ALTER TABLE public.insights_list_day OWNER TO comptoir_owner;
CREATE TABLE public.insights_mailing (
    id uuid NOT NULL,
    report character varying(40) NOT NULL,
    form character varying(8) NOT NULL,
    rhythm character varying(5) NOT NULL,
    hour smallint NOT NULL,
    compare character varying(8) NOT NULL,
    address text NOT NULL,
    language character varying(2) NOT NULL,
    person uuid,
    next_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    attempts integer NOT NULL,
    sent_at timestamp with time zone,
    code text NOT NULL,
    ended_at timestamp with time zone,
    organization_id uuid NOT NULL,
    store_id uuid,
    CONSTRAINT mailing_hour CHECK (((hour >= 0) AND (hour <= 23)))
);
ALTER TABLE ONLY public.insights_mailing FORCE ROW LEVEL SECURITY;
ALTER TABLE public.insights_mailing OWNER TO comptoir_owner;
CREATE TABLE public.insights_sales_hour (
    day date NOT NULL,
    till uuid NOT NULL,
    cashier uuid NOT NULL,
    hour smallint NOT NULL,
    sales_count bigint NOT NULL,
    refunds_count bigint NOT NULL,
    discounted_count bigint NOT NULL,
    lines_count bigint NOT NULL,
    sold bigint NOT NULL,
    refunded bigint NOT NULL,
    net bigint NOT NULL,
    tax bigint NOT NULL,
    gross bigint NOT NULL,
    cash_rounding bigint NOT NULL,
    line_discount bigint NOT NULL,
    basket_discount bigint NOT NULL,
    organization_id uuid NOT NULL,
    store_id uuid NOT NULL
);
ALTER TABLE ONLY public.insights_sales_hour FORCE ROW LEVEL SECURITY;
ALTER TABLE public.insights_sales_hour OWNER TO comptoir_owner;
CREATE TABLE public.insights_saved_report (
    id uuid NOT NULL,
    name text NOT NULL,
    cube character varying(16) NOT NULL,
    by jsonb NOT NULL,
    measures jsonb NOT NULL,
    days integer NOT NULL,
    compare character varying(8) NOT NULL,
    person uuid,
    organization_id uuid NOT NULL,
    store_id uuid,
    CONSTRAINT saved_report_of_some_days CHECK ((days >= 1))
);
ALTER TABLE ONLY public.insights_saved_report FORCE ROW LEVEL SECURITY;
ALTER TABLE public.insights_saved_report OWNER TO comptoir_owner;
CREATE TABLE public.insights_session (
    session uuid NOT NULL,
    day date,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.insights_session FORCE ROW LEVEL SECURITY;
ALTER TABLE public.insights_session OWNER TO comptoir_owner;
CREATE TABLE public.insights_tax_day (
    day date NOT NULL,
    tax_category character varying(8) NOT NULL,
    tax_rate_ppm integer NOT NULL,
    net bigint NOT NULL,
    tax bigint NOT NULL,
    gross bigint NOT NULL,
    organization_id uuid NOT NULL,
    store_id uuid NOT NULL
);
ALTER TABLE ONLY public.insights_tax_day FORCE ROW LEVEL SECURITY;
ALTER TABLE public.insights_tax_day OWNER TO comptoir_owner;
CREATE TABLE public.insights_tender_day (
    day date NOT NULL,
    kind text NOT NULL,
    tender_kind uuid NOT NULL,
    count bigint NOT NULL,
    amount bigint NOT NULL,
    organization_id uuid NOT NULL,
    store_id uuid NOT NULL
);
ALTER TABLE ONLY public.insights_tender_day FORCE ROW LEVEL SECURITY;
ALTER TABLE public.insights_tender_day OWNER TO comptoir_owner;
CREATE TABLE public.invoices_document (
    id uuid NOT NULL,
    kind character varying(11) NOT NULL,
    year integer NOT NULL,
    place integer NOT NULL,
    number text NOT NULL,
    is_cancellation boolean NOT NULL,
    buyer_name text NOT NULL,
    gross bigint NOT NULL,
    currency character varying(3) NOT NULL,
    language character varying(2) NOT NULL,
    issued_at timestamp with time zone NOT NULL,
    content jsonb NOT NULL,
    xml text NOT NULL,
    digest bytea NOT NULL,
    made_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    corrects_id uuid,
    entry_id uuid NOT NULL,
    legal_entity_id uuid NOT NULL,
    organization_id uuid NOT NULL,
    CONSTRAINT document_kind_fits CHECK ((((corrects_id IS NULL) AND ((kind)::text = ANY (ARRAY[('invoice'::character varying)::text, ('prepayment'::character varying)::text]))) OR ((corrects_id IS NOT NULL) AND ((kind)::text = 'credit_note'::text))))
);
ALTER TABLE ONLY public.invoices_document FORCE ROW LEVEL SECURITY;
ALTER TABLE public.invoices_document OWNER TO comptoir_owner;
CREATE TABLE public.invoices_issuer (
    legal_entity_id uuid NOT NULL,
    street text NOT NULL,
    postal_code text NOT NULL,
    city text NOT NULL,
    country character varying(2) NOT NULL,
    tax_number text NOT NULL,
    registration text NOT NULL,
    mention text NOT NULL,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.invoices_issuer FORCE ROW LEVEL SECURITY;
ALTER TABLE public.invoices_issuer OWNER TO comptoir_owner;
CREATE TABLE public.invoices_restriction (
    person uuid NOT NULL,
    kept_until date NOT NULL,
    restricted_at timestamp with time zone NOT NULL,
    erased_at timestamp with time zone,
    document_id uuid NOT NULL,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.invoices_restriction FORCE ROW LEVEL SECURITY;
ALTER TABLE public.invoices_restriction OWNER TO comptoir_owner;
CREATE TABLE public.invoices_series (
    id uuid NOT NULL,
    kind character varying(11) NOT NULL,
    year integer NOT NULL,
    last integer NOT NULL,
    legal_entity_id uuid NOT NULL,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.invoices_series FORCE ROW LEVEL SECURITY;
ALTER TABLE public.invoices_series OWNER TO comptoir_owner;
CREATE TABLE public.labels_print_job (
    id uuid NOT NULL,
    agent uuid NOT NULL,
    printer text NOT NULL,
    printer_name text NOT NULL,
    name text NOT NULL,
    count integer NOT NULL,
    zpl text NOT NULL,
    state character varying(9) NOT NULL,
    trouble character varying(20) NOT NULL,
    is_unwanted boolean NOT NULL,
    person uuid,
    made_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone,
    ended_at timestamp with time zone,
    organization_id uuid NOT NULL,
    store_id uuid NOT NULL
);
ALTER TABLE ONLY public.labels_print_job FORCE ROW LEVEL SECURITY;
ALTER TABLE public.labels_print_job OWNER TO comptoir_owner;
CREATE TABLE public.labels_printer (
    agent uuid NOT NULL,
    printer text NOT NULL,
    name text NOT NULL,
    width_mm integer NOT NULL,
    height_mm integer NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    organization_id uuid NOT NULL,
    store_id uuid NOT NULL
);
ALTER TABLE ONLY public.labels_printer FORCE ROW LEVEL SECURITY;
ALTER TABLE public.labels_printer OWNER TO comptoir_owner;
CREATE TABLE public.labels_shelf_label (
    "position" bigint DEFAULT 0 NOT NULL,
    wanted_at timestamp with time zone,
    item_id uuid NOT NULL,
    organization_id uuid NOT NULL,
    store_id uuid NOT NULL
);
ALTER TABLE ONLY public.labels_shelf_label FORCE ROW LEVEL SECURITY;
ALTER TABLE public.labels_shelf_label OWNER TO comptoir_owner;
CREATE TABLE public.labels_store_labels (
    "position" bigint NOT NULL,
    organization_id uuid NOT NULL,
    store_id uuid NOT NULL
);
ALTER TABLE ONLY public.labels_store_labels FORCE ROW LEVEL SECURITY;
ALTER TABLE public.labels_store_labels OWNER TO comptoir_owner;
CREATE TABLE public.links_hook (
    secret bytea NOT NULL,
    former_secret bytea NOT NULL,
    former_until timestamp with time zone,
    refused bigint NOT NULL,
    refused_at timestamp with time zone,
    heard_at timestamp with time zone,
    account_id uuid NOT NULL,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.links_hook FORCE ROW LEVEL SECURITY;
ALTER TABLE public.links_hook OWNER TO comptoir_owner;
CREATE TABLE public.links_hook_event (
    id uuid NOT NULL,
    event character varying(120) NOT NULL,
    kind character varying(40) NOT NULL,
    body bytea NOT NULL,
    received_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    done_at timestamp with time zone,
    touched integer NOT NULL,
    account_id uuid NOT NULL,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.links_hook_event FORCE ROW LEVEL SECURITY;
ALTER TABLE public.links_hook_event OWNER TO comptoir_owner;
CREATE TABLE public.links_link (
    id uuid NOT NULL,
    token character varying(32) NOT NULL,
    amount bigint NOT NULL,
    currency character varying(3) NOT NULL,
    text character varying(140) NOT NULL,
    allows_parts boolean NOT NULL,
    state character varying(9) NOT NULL,
    paid bigint NOT NULL,
    person uuid,
    made_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    expires_at timestamp with time zone,
    account_id uuid NOT NULL,
    organization_id uuid NOT NULL,
    store_id uuid NOT NULL,
    till uuid,
    parked uuid,
    lines jsonb NOT NULL,
    allows_tips boolean NOT NULL,
    is_held boolean NOT NULL,
    version integer NOT NULL,
    taken_by uuid,
    taken_at timestamp with time zone,
    settled_at timestamp with time zone,
    step bigint NOT NULL,
    CONSTRAINT link_amounts CHECK (((amount > 0) AND (paid >= 0)))
);
ALTER TABLE ONLY public.links_link FORCE ROW LEVEL SECURITY;
ALTER TABLE public.links_link OWNER TO comptoir_owner;
CREATE TABLE public.links_try (
    id uuid NOT NULL,
    amount bigint NOT NULL,
    name character varying(120) NOT NULL,
    address text NOT NULL,
    state character varying(8) NOT NULL,
    taken bigint NOT NULL,
    made_at timestamp with time zone NOT NULL,
    next_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    link_id uuid NOT NULL,
    organization_id uuid NOT NULL,
    tip bigint NOT NULL,
    payment character varying(80) DEFAULT ''::character varying NOT NULL
);
ALTER TABLE ONLY public.links_try FORCE ROW LEVEL SECURITY;
ALTER TABLE public.links_try OWNER TO comptoir_owner;
CREATE TABLE public.moving_export (
    id uuid NOT NULL,
    person uuid,
    state character varying(9) NOT NULL,
    attempt smallint NOT NULL,
    tables_done integer NOT NULL,
    tables integer NOT NULL,
    rows bigint NOT NULL,
    entries bigint NOT NULL,
    bytes bigint NOT NULL,
    sha256 character varying(64) NOT NULL,
    reason character varying(8) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    beat_at timestamp with time zone,
    ended_at timestamp with time zone,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.moving_export FORCE ROW LEVEL SECURITY;
ALTER TABLE public.moving_export OWNER TO comptoir_owner;
CREATE TABLE public.moving_move (
    id uuid NOT NULL,
    person uuid,
    source character varying(16) NOT NULL,
    file_name text NOT NULL,
    content bytea NOT NULL,
    digest character varying(64) NOT NULL,
    category text NOT NULL,
    tax text NOT NULL,
    way text NOT NULL,
    day date NOT NULL,
    state character varying(9) NOT NULL,
    failed_at character varying(9) NOT NULL,
    lines integer NOT NULL,
    batches_done integer NOT NULL,
    lines_done integer NOT NULL,
    created integer NOT NULL,
    changed integer NOT NULL,
    unchanged integer NOT NULL,
    skipped integer NOT NULL,
    bad integer NOT NULL,
    bad_lines jsonb NOT NULL,
    left_out jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    organization_id uuid NOT NULL,
    store_id uuid,
    holds_words boolean DEFAULT false NOT NULL,
    kind character varying(10) DEFAULT 'articles'::character varying NOT NULL
);
ALTER TABLE ONLY public.moving_move FORCE ROW LEVEL SECURITY;
ALTER TABLE public.moving_move OWNER TO comptoir_owner;
CREATE TABLE public.moving_moved_customer (
    before jsonb,
    customer_id uuid NOT NULL,
    move_id uuid NOT NULL,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.moving_moved_customer FORCE ROW LEVEL SECURITY;
ALTER TABLE public.moving_moved_customer OWNER TO comptoir_owner;
CREATE TABLE public.moving_moved_item (
    before jsonb,
    counted jsonb NOT NULL,
    item_id uuid NOT NULL,
    move_id uuid NOT NULL,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.moving_moved_item FORCE ROW LEVEL SECURITY;
ALTER TABLE public.moving_moved_item OWNER TO comptoir_owner;
CREATE TABLE public.moving_moved_thing (
    kind character varying(9) NOT NULL,
    key text NOT NULL,
    before jsonb,
    move_id uuid NOT NULL,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.moving_moved_thing FORCE ROW LEVEL SECURITY;
ALTER TABLE public.moving_moved_thing OWNER TO comptoir_owner;
CREATE TABLE public.papers_delivery (
    id uuid NOT NULL,
    channel character varying(5) NOT NULL,
    address text NOT NULL,
    hint text NOT NULL,
    language character varying(2) NOT NULL,
    essentials text NOT NULL,
    cashier uuid,
    consented_at timestamp with time zone NOT NULL,
    requested_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    state character varying(6) NOT NULL,
    attempts integer NOT NULL,
    next_try_at timestamp with time zone NOT NULL,
    code text NOT NULL,
    detail text NOT NULL,
    concluded_at timestamp with time zone,
    entry_id uuid NOT NULL,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.papers_delivery FORCE ROW LEVEL SECURITY;
ALTER TABLE public.papers_delivery OWNER TO comptoir_owner;
CREATE TABLE public.papers_invitation_letter (
    id uuid NOT NULL,
    address text NOT NULL,
    language character varying(2) NOT NULL,
    inviter text NOT NULL,
    link bytea NOT NULL,
    state character varying(6) NOT NULL,
    attempts integer NOT NULL,
    next_try_at timestamp with time zone NOT NULL,
    code text NOT NULL,
    invitation_id uuid NOT NULL,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.papers_invitation_letter FORCE ROW LEVEL SECURITY;
ALTER TABLE public.papers_invitation_letter OWNER TO comptoir_owner;
CREATE TABLE public.papers_note (
    number integer NOT NULL,
    commitment bytea NOT NULL,
    salt bytea NOT NULL,
    text text NOT NULL,
    kept_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    erased_at timestamp with time zone,
    erased_by uuid,
    entry_id uuid NOT NULL,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.papers_note FORCE ROW LEVEL SECURITY;
ALTER TABLE public.papers_note OWNER TO comptoir_owner;
CREATE TABLE public.papers_public_page (
    organization_id uuid NOT NULL,
    address text NOT NULL,
    is_reachable boolean NOT NULL,
    code text NOT NULL,
    checked_at timestamp with time zone NOT NULL,
    channels text NOT NULL
);
ALTER TABLE ONLY public.papers_public_page FORCE ROW LEVEL SECURITY;
ALTER TABLE public.papers_public_page OWNER TO comptoir_owner;
CREATE TABLE public.payments_bank_message (
    id uuid NOT NULL,
    file_name text NOT NULL,
    moves jsonb NOT NULL,
    uploaded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    person uuid,
    taken_at timestamp with time zone,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.payments_bank_message FORCE ROW LEVEL SECURITY;
ALTER TABLE public.payments_bank_message OWNER TO comptoir_owner;
CREATE TABLE public.payments_bank_move (
    key character varying(64) NOT NULL,
    booked_on date,
    amount bigint NOT NULL,
    currency character varying(3) NOT NULL,
    text character varying(140) NOT NULL,
    outcome character varying(16) NOT NULL,
    payment uuid,
    taken_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    seen_at timestamp with time zone,
    message_id uuid NOT NULL,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.payments_bank_move FORCE ROW LEVEL SECURITY;
ALTER TABLE public.payments_bank_move OWNER TO comptoir_owner;
CREATE TABLE public.payments_card_attempt (
    id uuid NOT NULL,
    till_id uuid NOT NULL,
    cashier uuid,
    kind character varying(8) NOT NULL,
    amount bigint NOT NULL,
    tip bigint NOT NULL,
    currency smallint NOT NULL,
    driver character varying(16) NOT NULL,
    terminal character varying(40) NOT NULL,
    terminal_name character varying(80) NOT NULL,
    state character varying(9) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    heard_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    brand character varying(40) NOT NULL,
    last_four character varying(4) NOT NULL,
    "authorization" character varying(8) NOT NULL,
    trace character varying(12) NOT NULL,
    receipt character varying(12) NOT NULL,
    terminal_number character varying(16) NOT NULL,
    chain uuid,
    sequence bigint,
    reverses uuid,
    organization_id uuid NOT NULL,
    store_id uuid NOT NULL,
    label character varying(40) DEFAULT ''::character varying NOT NULL,
    expires_at timestamp with time zone,
    approved bigint,
    offline character varying(9) DEFAULT ''::character varying NOT NULL,
    offline_at timestamp with time zone,
    offline_by uuid,
    CONSTRAINT card_attempt_amounts CHECK (((amount > 0) AND (tip >= 0))),
    CONSTRAINT card_attempt_part CHECK (((approved IS NULL) OR ((approved > 0) AND (approved < amount))))
);
ALTER TABLE ONLY public.payments_card_attempt FORCE ROW LEVEL SECURITY;
ALTER TABLE public.payments_card_attempt OWNER TO comptoir_owner;
CREATE TABLE public.payments_card_attempt_event (
    attempt uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    state character varying(9) NOT NULL,
    source character varying(8) NOT NULL,
    trouble character varying(40) NOT NULL,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.payments_card_attempt_event FORCE ROW LEVEL SECURITY;
ALTER TABLE public.payments_card_attempt_event OWNER TO comptoir_owner;
CREATE TABLE public.payments_chain_transfer (
    block_hash character varying(66) NOT NULL,
    log_index integer NOT NULL,
    block bigint NOT NULL,
    transaction character varying(66) NOT NULL,
    receiver character varying(42) NOT NULL,
    units character varying(66) NOT NULL,
    at timestamp with time zone NOT NULL,
    payment uuid,
    is_gone boolean NOT NULL,
    account_id uuid NOT NULL,
    organization_id uuid NOT NULL,
    sender character varying(42) DEFAULT ''::character varying NOT NULL,
    returned_at timestamp with time zone,
    returned_by uuid
);
ALTER TABLE ONLY public.payments_chain_transfer FORCE ROW LEVEL SECURITY;
ALTER TABLE public.payments_chain_transfer OWNER TO comptoir_owner;
CREATE TABLE public.payments_chain_watch (
    block bigint NOT NULL,
    looked_at timestamp with time zone NOT NULL,
    trouble character varying(40) NOT NULL,
    account_id uuid NOT NULL,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.payments_chain_watch FORCE ROW LEVEL SECURITY;
ALTER TABLE public.payments_chain_watch OWNER TO comptoir_owner;
CREATE TABLE public.payments_code_account (
    id uuid NOT NULL,
    scheme character varying(8) NOT NULL,
    name text NOT NULL,
    facts jsonb NOT NULL,
    may_finish boolean NOT NULL,
    place integer NOT NULL,
    is_active boolean NOT NULL,
    organization_id uuid NOT NULL,
    store_id uuid
);
ALTER TABLE ONLY public.payments_code_account FORCE ROW LEVEL SECURITY;
ALTER TABLE public.payments_code_account OWNER TO comptoir_owner;
CREATE TABLE public.payments_code_payment (
    id uuid NOT NULL,
    till_id uuid NOT NULL,
    cashier uuid,
    amount bigint NOT NULL,
    currency character varying(3) NOT NULL,
    reference character varying(16) NOT NULL,
    state character varying(9) NOT NULL,
    confirmation character varying(8) NOT NULL,
    trouble character varying(16) NOT NULL,
    received bigint DEFAULT 0 NOT NULL,
    made_at timestamp with time zone NOT NULL,
    heard_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    seen_at timestamp with time zone,
    chain uuid,
    sequence bigint,
    account_id uuid NOT NULL,
    organization_id uuid NOT NULL,
    store_id uuid NOT NULL,
    receiver character varying(42) DEFAULT ''::character varying NOT NULL,
    units character varying(66) DEFAULT ''::character varying NOT NULL,
    CONSTRAINT code_payment_amounts CHECK (((amount > 0) AND (received >= 0)))
);
ALTER TABLE ONLY public.payments_code_payment FORCE ROW LEVEL SECURITY;
ALTER TABLE public.payments_code_payment OWNER TO comptoir_owner;
CREATE TABLE public.payments_code_payment_event (
    payment uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    state character varying(9) NOT NULL,
    source character varying(8) NOT NULL,
    trouble character varying(16) NOT NULL,
    person uuid,
    received bigint DEFAULT 0 NOT NULL,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.payments_code_payment_event FORCE ROW LEVEL SECURITY;
ALTER TABLE public.payments_code_payment_event OWNER TO comptoir_owner;
CREATE TABLE public.payments_exchange_rate (
    id uuid NOT NULL,
    currency character varying(3) NOT NULL,
    valid_from date NOT NULL,
    rate_ppm bigint NOT NULL,
    organization_id uuid NOT NULL,
    store_id uuid,
    CONSTRAINT rate_positive CHECK ((rate_ppm > 0))
);
ALTER TABLE ONLY public.payments_exchange_rate FORCE ROW LEVEL SECURITY;
ALTER TABLE public.payments_exchange_rate OWNER TO comptoir_owner;
CREATE TABLE public.payments_policy (
    organization_id uuid NOT NULL,
    has_gift_cards boolean NOT NULL,
    voucher_tax character varying(8) NOT NULL,
    voucher_tax_class uuid,
    offline_each bigint NOT NULL,
    offline_total bigint NOT NULL,
    valid_months smallint,
    kept_ppm integer DEFAULT 0 NOT NULL,
    quote_days smallint DEFAULT 30 NOT NULL,
    CONSTRAINT order_policy_sound CHECK (((kept_ppm >= 0) AND (kept_ppm <= 1000000) AND (quote_days >= 1))),
    CONSTRAINT payment_allowance_positive CHECK (((offline_each >= 0) AND (offline_total >= 0)))
);
ALTER TABLE ONLY public.payments_policy FORCE ROW LEVEL SECURITY;
ALTER TABLE public.payments_policy OWNER TO comptoir_owner;
CREATE TABLE public.payments_provider_account (
    id uuid NOT NULL,
    driver character varying(16) NOT NULL,
    name character varying(80) NOT NULL,
    is_live boolean NOT NULL,
    settings jsonb NOT NULL,
    secrets bytea NOT NULL,
    is_active boolean NOT NULL,
    checked_at timestamp with time zone,
    check_trouble character varying(40) NOT NULL,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.payments_provider_account FORCE ROW LEVEL SECURITY;
ALTER TABLE public.payments_provider_account OWNER TO comptoir_owner;
CREATE TABLE public.payments_provider_terminal (
    id uuid NOT NULL,
    reader character varying(80) NOT NULL,
    name character varying(80) NOT NULL,
    till_id uuid,
    allows_tips boolean NOT NULL,
    is_active boolean NOT NULL,
    account_id uuid NOT NULL,
    organization_id uuid NOT NULL,
    store_id uuid
);
ALTER TABLE ONLY public.payments_provider_terminal FORCE ROW LEVEL SECURITY;
ALTER TABLE public.payments_provider_terminal OWNER TO comptoir_owner;
CREATE TABLE public.payments_tender_kind (
    id uuid NOT NULL,
    kind character varying(16) NOT NULL,
    revision integer NOT NULL,
    place integer NOT NULL,
    is_active boolean NOT NULL,
    organization_id uuid NOT NULL,
    store_id uuid
);
ALTER TABLE ONLY public.payments_tender_kind FORCE ROW LEVEL SECURITY;
ALTER TABLE public.payments_tender_kind OWNER TO comptoir_owner;
CREATE TABLE public.payments_tender_revision (
    number integer NOT NULL,
    name text NOT NULL,
    gives_change boolean NOT NULL,
    opens_drawer boolean NOT NULL,
    is_counted boolean NOT NULL,
    amount_max bigint,
    categories jsonb NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    person uuid,
    organization_id uuid NOT NULL,
    tender_kind_id uuid NOT NULL,
    CONSTRAINT tender_maximum_positive CHECK ((amount_max > 0))
);
ALTER TABLE ONLY public.payments_tender_revision FORCE ROW LEVEL SECURITY;
ALTER TABLE public.payments_tender_revision OWNER TO comptoir_owner;
CREATE TABLE public.payments_terminal_attempt (
    id uuid NOT NULL,
    till_id uuid NOT NULL,
    kind character varying(8) NOT NULL,
    amount bigint NOT NULL,
    currency smallint NOT NULL,
    reverses uuid,
    state character varying(9) NOT NULL,
    is_unwanted boolean NOT NULL,
    needs_person boolean NOT NULL,
    step character varying(24) NOT NULL,
    tip bigint NOT NULL,
    names jsonb NOT NULL,
    result jsonb NOT NULL,
    events jsonb NOT NULL,
    made_at timestamp with time zone NOT NULL,
    left_at timestamp with time zone,
    held_until timestamp with time zone,
    next_at timestamp with time zone NOT NULL,
    misses smallint NOT NULL,
    organization_id uuid NOT NULL,
    store_id uuid NOT NULL,
    terminal_id uuid,
    page_account uuid,
    paid jsonb,
    CONSTRAINT terminal_amounts CHECK (((amount > 0) AND (tip >= 0))),
    CONSTRAINT terminal_or_page CHECK (((terminal_id IS NOT NULL) OR (page_account IS NOT NULL)))
);
ALTER TABLE ONLY public.payments_terminal_attempt FORCE ROW LEVEL SECURITY;
ALTER TABLE public.payments_terminal_attempt OWNER TO comptoir_owner;
CREATE TABLE public.payments_tip_work (
    business_day date NOT NULL,
    minutes integer NOT NULL,
    points integer NOT NULL,
    employee_id uuid NOT NULL,
    organization_id uuid NOT NULL,
    store_id uuid NOT NULL,
    CONSTRAINT tip_work_bounded CHECK (((minutes >= 0) AND (minutes <= 1440) AND (points >= 0) AND (points <= 100)))
);
ALTER TABLE ONLY public.payments_tip_work FORCE ROW LEVEL SECURITY;
ALTER TABLE public.payments_tip_work OWNER TO comptoir_owner;
CREATE TABLE public.payments_voucher (
    id uuid NOT NULL,
    kind character varying(16) NOT NULL,
    currency character varying(3) NOT NULL,
    tax_category character varying(8) NOT NULL,
    tax_rate_ppm integer NOT NULL,
    balance bigint NOT NULL,
    shortfall bigint NOT NULL,
    first_at timestamp with time zone NOT NULL,
    is_blocked boolean DEFAULT false NOT NULL,
    organization_id uuid NOT NULL,
    CONSTRAINT voucher_balance_not_negative CHECK ((balance >= 0)),
    CONSTRAINT voucher_balance_or_shortfall CHECK (((balance = 0) OR (shortfall = 0))),
    CONSTRAINT voucher_shortfall_not_negative CHECK ((shortfall >= 0))
);
ALTER TABLE ONLY public.payments_voucher FORCE ROW LEVEL SECURITY;
ALTER TABLE public.payments_voucher OWNER TO comptoir_owner;
CREATE TABLE public.payments_voucher_allowance (
    id uuid NOT NULL,
    chain uuid NOT NULL,
    each bigint NOT NULL,
    total bigint NOT NULL,
    issued_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.payments_voucher_allowance FORCE ROW LEVEL SECURITY;
ALTER TABLE public.payments_voucher_allowance OWNER TO comptoir_owner;
CREATE TABLE public.payments_voucher_hold (
    id uuid NOT NULL,
    till_id uuid NOT NULL,
    amount bigint NOT NULL,
    made_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    organization_id uuid NOT NULL,
    voucher_id uuid NOT NULL,
    CONSTRAINT hold_positive CHECK ((amount > 0))
);
ALTER TABLE ONLY public.payments_voucher_hold FORCE ROW LEVEL SECURITY;
ALTER TABLE public.payments_voucher_hold OWNER TO comptoir_owner;
CREATE TABLE public.payments_voucher_movement (
    entry_id uuid NOT NULL,
    number integer NOT NULL,
    till_id uuid NOT NULL,
    amount bigint NOT NULL,
    balance bigint NOT NULL,
    reason text NOT NULL,
    moved_at timestamp with time zone NOT NULL,
    organization_id uuid NOT NULL,
    store_id uuid NOT NULL,
    voucher_id uuid NOT NULL,
    allowance uuid
);
ALTER TABLE ONLY public.payments_voucher_movement FORCE ROW LEVEL SECURITY;
ALTER TABLE public.payments_voucher_movement OWNER TO comptoir_owner;
CREATE TABLE public.platform_audit_change (
    id bigint NOT NULL,
    act uuid NOT NULL,
    kind text NOT NULL,
    "row" text NOT NULL,
    before jsonb,
    after jsonb,
    happened_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.platform_audit_change FORCE ROW LEVEL SECURITY;
ALTER TABLE public.platform_audit_change OWNER TO comptoir_owner;
ALTER TABLE public.platform_audit_change ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.platform_audit_change_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.platform_auditevent (
    id uuid NOT NULL,
    person uuid,
    action text NOT NULL,
    subject text NOT NULL,
    details jsonb NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    organization_id uuid NOT NULL,
    act uuid
);
ALTER TABLE ONLY public.platform_auditevent FORCE ROW LEVEL SECURITY;
ALTER TABLE public.platform_auditevent OWNER TO comptoir_owner;
CREATE TABLE public.platform_consumer_cursor (
    consumer text NOT NULL,
    "position" bigint NOT NULL,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.platform_consumer_cursor FORCE ROW LEVEL SECURITY;
ALTER TABLE public.platform_consumer_cursor OWNER TO comptoir_owner;
CREATE TABLE public.platform_legalentity (
    id uuid NOT NULL,
    name text NOT NULL,
    registration text NOT NULL,
    tax_number text NOT NULL,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.platform_legalentity FORCE ROW LEVEL SECURITY;
ALTER TABLE public.platform_legalentity OWNER TO comptoir_owner;
CREATE TABLE public.platform_log (
    "position" bigint NOT NULL,
    topic text NOT NULL,
    subject uuid NOT NULL,
    digest bytea,
    logged_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.platform_log FORCE ROW LEVEL SECURITY;
ALTER TABLE public.platform_log OWNER TO comptoir_owner;
CREATE TABLE public.platform_log_head (
    organization_id uuid NOT NULL,
    "position" bigint NOT NULL
);
ALTER TABLE ONLY public.platform_log_head FORCE ROW LEVEL SECURITY;
ALTER TABLE public.platform_log_head OWNER TO comptoir_owner;
CREATE TABLE public.platform_organization (
    id uuid NOT NULL,
    name text NOT NULL,
    country character varying(2) NOT NULL,
    currency character varying(3) NOT NULL,
    locale character varying(10) NOT NULL,
    created_at timestamp with time zone NOT NULL
);
ALTER TABLE ONLY public.platform_organization FORCE ROW LEVEL SECURITY;
ALTER TABLE public.platform_organization OWNER TO comptoir_owner;
CREATE TABLE public.platform_outbox (
    id bigint NOT NULL,
    topic text NOT NULL,
    subject uuid NOT NULL,
    digest bytea,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.platform_outbox FORCE ROW LEVEL SECURITY;
ALTER TABLE public.platform_outbox OWNER TO comptoir_owner;
ALTER TABLE public.platform_outbox ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.platform_outbox_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE UNLOGGED TABLE public.platform_rate (
    kind text NOT NULL,
    asker bytea NOT NULL,
    due_ms bigint NOT NULL
)
WITH (fillfactor='70');
ALTER TABLE public.platform_rate OWNER TO comptoir_owner;
CREATE TABLE public.platform_setting (
    id uuid NOT NULL,
    level smallint NOT NULL,
    till_id uuid,
    name character varying(32) NOT NULL,
    value jsonb NOT NULL,
    group_id uuid,
    legal_entity_id uuid,
    organization_id uuid NOT NULL,
    store_id uuid,
    CONSTRAINT setting_has_one_place CHECK ((((group_id IS NULL) AND (legal_entity_id IS NULL) AND (level = 0) AND (store_id IS NULL) AND (till_id IS NULL)) OR ((group_id IS NOT NULL) AND (legal_entity_id IS NULL) AND (level = 1) AND (store_id IS NULL) AND (till_id IS NULL)) OR ((group_id IS NULL) AND (legal_entity_id IS NOT NULL) AND (level = 2) AND (store_id IS NULL) AND (till_id IS NULL)) OR ((group_id IS NULL) AND (legal_entity_id IS NULL) AND (level = 3) AND (store_id IS NOT NULL) AND (till_id IS NULL)) OR ((group_id IS NULL) AND (legal_entity_id IS NULL) AND (level = 4) AND (store_id IS NOT NULL) AND (till_id IS NOT NULL))))
);
ALTER TABLE ONLY public.platform_setting FORCE ROW LEVEL SECURITY;
ALTER TABLE public.platform_setting OWNER TO comptoir_owner;
CREATE TABLE public.platform_store (
    id uuid NOT NULL,
    name text NOT NULL,
    address text NOT NULL,
    phone text NOT NULL,
    timezone text NOT NULL,
    price_mode character varying(5) NOT NULL,
    legal_entity_id uuid NOT NULL,
    organization_id uuid NOT NULL,
    day_starts_minute smallint NOT NULL,
    opening_hours jsonb NOT NULL,
    first_tab character varying(8) NOT NULL,
    training_only character varying(24) NOT NULL,
    returns_days smallint DEFAULT 30 NOT NULL,
    returns_in_cash boolean DEFAULT false NOT NULL,
    group_id uuid
);
ALTER TABLE ONLY public.platform_store FORCE ROW LEVEL SECURITY;
ALTER TABLE public.platform_store OWNER TO comptoir_owner;
CREATE TABLE public.platform_store_group (
    id uuid NOT NULL,
    name text NOT NULL,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.platform_store_group FORCE ROW LEVEL SECURITY;
ALTER TABLE public.platform_store_group OWNER TO comptoir_owner;
CREATE TABLE public.platform_tree_head (
    organization_id uuid NOT NULL,
    size bigint NOT NULL,
    root bytea NOT NULL,
    note text NOT NULL,
    signed_at timestamp with time zone NOT NULL
);
ALTER TABLE ONLY public.platform_tree_head FORCE ROW LEVEL SECURITY;
ALTER TABLE public.platform_tree_head OWNER TO comptoir_owner;
CREATE TABLE public.platform_tree_tile (
    level smallint NOT NULL,
    number bigint NOT NULL,
    hashes bytea NOT NULL,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.platform_tree_tile FORCE ROW LEVEL SECURITY;
ALTER TABLE public.platform_tree_tile OWNER TO comptoir_owner;
CREATE TABLE public.privacy_erasure (
    id uuid NOT NULL,
    "position" bigint NOT NULL,
    reason character varying(9) NOT NULL,
    person uuid,
    erased_at timestamp with time zone NOT NULL,
    kept_until date,
    ended_at timestamp with time zone,
    customer_id uuid NOT NULL,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.privacy_erasure FORCE ROW LEVEL SECURITY;
ALTER TABLE public.privacy_erasure OWNER TO comptoir_owner;
CREATE TABLE public.procrastinate_events (
    id bigint NOT NULL,
    job_id bigint NOT NULL,
    type public.procrastinate_job_event_type,
    at timestamp with time zone DEFAULT now()
);
ALTER TABLE public.procrastinate_events OWNER TO comptoir_owner;
CREATE SEQUENCE public.procrastinate_events_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.procrastinate_events_id_seq OWNER TO comptoir_owner;
ALTER SEQUENCE public.procrastinate_events_id_seq OWNED BY public.procrastinate_events.id;
CREATE SEQUENCE public.procrastinate_jobs_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.procrastinate_jobs_id_seq OWNER TO comptoir_owner;
ALTER SEQUENCE public.procrastinate_jobs_id_seq OWNED BY public.procrastinate_jobs.id;
CREATE TABLE public.procrastinate_periodic_defers (
    id bigint NOT NULL,
    task_name character varying(128) NOT NULL,
    defer_timestamp bigint,
    job_id bigint,
    periodic_id character varying(128) DEFAULT ''::character varying NOT NULL
);
ALTER TABLE public.procrastinate_periodic_defers OWNER TO comptoir_owner;
CREATE SEQUENCE public.procrastinate_periodic_defers_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.procrastinate_periodic_defers_id_seq OWNER TO comptoir_owner;
ALTER SEQUENCE public.procrastinate_periodic_defers_id_seq OWNED BY public.procrastinate_periodic_defers.id;
CREATE TABLE public.procrastinate_workers (
    id bigint NOT NULL,
    last_heartbeat timestamp with time zone DEFAULT now() NOT NULL
);
ALTER TABLE public.procrastinate_workers OWNER TO comptoir_owner;
ALTER TABLE public.procrastinate_workers ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.procrastinate_workers_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.purchasing_delivery (
    id uuid NOT NULL,
    is_return boolean NOT NULL,
    note text NOT NULL,
    person uuid,
    happened_at timestamp with time zone NOT NULL,
    organization_id uuid NOT NULL,
    order_id uuid NOT NULL
);
ALTER TABLE ONLY public.purchasing_delivery FORCE ROW LEVEL SECURITY;
ALTER TABLE public.purchasing_delivery OWNER TO comptoir_owner;
CREATE TABLE public.purchasing_delivery_line (
    number integer NOT NULL,
    quantity_milli bigint NOT NULL,
    unit_cost bigint NOT NULL,
    delivery_id uuid NOT NULL,
    item_id uuid NOT NULL,
    organization_id uuid NOT NULL,
    CONSTRAINT delivery_line_possible CHECK (((quantity_milli > 0) AND (unit_cost >= 0)))
);
ALTER TABLE ONLY public.purchasing_delivery_line FORCE ROW LEVEL SECURITY;
ALTER TABLE public.purchasing_delivery_line OWNER TO comptoir_owner;
CREATE TABLE public.purchasing_letter (
    id uuid NOT NULL,
    address text NOT NULL,
    language character varying(2) NOT NULL,
    state character varying(6) NOT NULL,
    attempts integer NOT NULL,
    next_try_at timestamp with time zone NOT NULL,
    code text NOT NULL,
    asked_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    organization_id uuid NOT NULL,
    order_id uuid NOT NULL
);
ALTER TABLE ONLY public.purchasing_letter FORCE ROW LEVEL SECURITY;
ALTER TABLE public.purchasing_letter OWNER TO comptoir_owner;
CREATE TABLE public.purchasing_low_stock (
    since timestamp with time zone NOT NULL,
    item_id uuid NOT NULL,
    organization_id uuid NOT NULL,
    store_id uuid NOT NULL
);
ALTER TABLE ONLY public.purchasing_low_stock FORCE ROW LEVEL SECURITY;
ALTER TABLE public.purchasing_low_stock OWNER TO comptoir_owner;
CREATE TABLE public.purchasing_offer (
    reference text NOT NULL,
    unit_cost bigint NOT NULL,
    minimum_milli bigint NOT NULL,
    item_id uuid NOT NULL,
    organization_id uuid NOT NULL,
    supplier_id uuid NOT NULL,
    CONSTRAINT offer_terms_possible CHECK (((minimum_milli >= 0) AND (unit_cost >= 0)))
);
ALTER TABLE ONLY public.purchasing_offer FORCE ROW LEVEL SECURITY;
ALTER TABLE public.purchasing_offer OWNER TO comptoir_owner;
CREATE TABLE public.purchasing_order (
    id uuid NOT NULL,
    number bigint NOT NULL,
    state character varying(6) NOT NULL,
    note text NOT NULL,
    person uuid,
    made_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    sent_at timestamp with time zone,
    expected_on date,
    closed_at timestamp with time zone,
    organization_id uuid NOT NULL,
    store_id uuid NOT NULL,
    supplier_id uuid NOT NULL,
    CONSTRAINT purchase_sent_at_a_moment CHECK ((((sent_at IS NULL) AND ((state)::text = 'draft'::text)) OR ((state)::text = 'closed'::text) OR (sent_at IS NOT NULL)))
);
ALTER TABLE ONLY public.purchasing_order FORCE ROW LEVEL SECURITY;
ALTER TABLE public.purchasing_order OWNER TO comptoir_owner;
CREATE TABLE public.purchasing_order_line (
    number integer NOT NULL,
    reference text NOT NULL,
    quantity_milli bigint NOT NULL,
    unit_cost bigint NOT NULL,
    received_milli bigint NOT NULL,
    item_id uuid NOT NULL,
    order_id uuid NOT NULL,
    organization_id uuid NOT NULL,
    CONSTRAINT purchase_line_possible CHECK (((quantity_milli >= 0) AND (received_milli >= 0) AND (unit_cost >= 0)))
);
ALTER TABLE ONLY public.purchasing_order_line FORCE ROW LEVEL SECURITY;
ALTER TABLE public.purchasing_order_line OWNER TO comptoir_owner;
CREATE TABLE public.purchasing_recipient (
    id uuid NOT NULL,
    address text NOT NULL,
    language character varying(2) NOT NULL,
    told_until timestamp with time zone NOT NULL,
    next_try_at timestamp with time zone NOT NULL,
    attempts integer NOT NULL,
    code text NOT NULL,
    organization_id uuid NOT NULL,
    store_id uuid
);
ALTER TABLE ONLY public.purchasing_recipient FORCE ROW LEVEL SECURITY;
ALTER TABLE public.purchasing_recipient OWNER TO comptoir_owner;
CREATE TABLE public.purchasing_reorder_point (
    lead_days integer NOT NULL,
    weekly_milli bigint NOT NULL,
    point_milli bigint NOT NULL,
    up_to_milli bigint NOT NULL,
    is_by_hand boolean NOT NULL,
    item_id uuid NOT NULL,
    organization_id uuid NOT NULL,
    store_id uuid NOT NULL,
    supplier_id uuid
);
ALTER TABLE ONLY public.purchasing_reorder_point FORCE ROW LEVEL SECURITY;
ALTER TABLE public.purchasing_reorder_point OWNER TO comptoir_owner;
CREATE TABLE public.purchasing_reorder_rule (
    point_milli bigint NOT NULL,
    up_to_milli bigint,
    item_id uuid NOT NULL,
    organization_id uuid NOT NULL,
    store_id uuid NOT NULL,
    CONSTRAINT reorder_rule_possible CHECK (((point_milli >= 0) AND ((up_to_milli IS NULL) OR (up_to_milli >= point_milli))))
);
ALTER TABLE ONLY public.purchasing_reorder_rule FORCE ROW LEVEL SECURITY;
ALTER TABLE public.purchasing_reorder_rule OWNER TO comptoir_owner;
CREATE TABLE public.purchasing_stock_watch (
    organization_id uuid NOT NULL,
    computed_at timestamp with time zone,
    looked_at timestamp with time zone
);
ALTER TABLE ONLY public.purchasing_stock_watch FORCE ROW LEVEL SECURITY;
ALTER TABLE public.purchasing_stock_watch OWNER TO comptoir_owner;
CREATE TABLE public.purchasing_supplier (
    id uuid NOT NULL,
    name text NOT NULL,
    email text NOT NULL,
    language character varying(2) NOT NULL,
    customer_number text NOT NULL,
    lead_days integer NOT NULL,
    order_minimum bigint NOT NULL,
    is_ended boolean NOT NULL,
    organization_id uuid NOT NULL,
    CONSTRAINT supplier_terms_possible CHECK (((lead_days >= 0) AND (order_minimum >= 0)))
);
ALTER TABLE ONLY public.purchasing_supplier FORCE ROW LEVEL SECURITY;
ALTER TABLE public.purchasing_supplier OWNER TO comptoir_owner;
CREATE TABLE public.retention_run (
    id uuid NOT NULL,
    person uuid,
    moment timestamp with time zone NOT NULL,
    state character varying(9) NOT NULL,
    timer text NOT NULL,
    gone jsonb NOT NULL,
    batches integer NOT NULL,
    ended_at timestamp with time zone,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.retention_run FORCE ROW LEVEL SECURITY;
ALTER TABLE public.retention_run OWNER TO comptoir_owner;
CREATE TABLE public.retention_term (
    kept character varying(16) NOT NULL,
    amount integer NOT NULL,
    person uuid,
    set_at timestamp with time zone NOT NULL,
    organization_id uuid NOT NULL,
    CONSTRAINT retention_term_positive CHECK ((amount > 0))
);
ALTER TABLE ONLY public.retention_term FORCE ROW LEVEL SECURITY;
ALTER TABLE public.retention_term OWNER TO comptoir_owner;
CREATE TABLE public.sales_act (
    number integer NOT NULL,
    session uuid,
    cashier uuid,
    happened_at timestamp with time zone NOT NULL,
    deed text NOT NULL,
    amount bigint,
    expected bigint,
    counted bigint,
    reason text NOT NULL,
    purse uuid,
    other uuid,
    approved_right text NOT NULL,
    asked bigint,
    allowed bigint,
    proof text NOT NULL,
    entry_id uuid NOT NULL,
    organization_id uuid NOT NULL,
    store_id uuid NOT NULL,
    till_id uuid NOT NULL
);
ALTER TABLE ONLY public.sales_act FORCE ROW LEVEL SECURITY;
ALTER TABLE public.sales_act OWNER TO comptoir_owner;
CREATE TABLE public.sales_bottle_deposit (
    number integer NOT NULL,
    item uuid,
    quantity_milli bigint NOT NULL,
    gross bigint NOT NULL,
    voucher text DEFAULT ''::text NOT NULL,
    organization_id uuid NOT NULL,
    sale_id uuid NOT NULL
);
ALTER TABLE ONLY public.sales_bottle_deposit FORCE ROW LEVEL SECURITY;
ALTER TABLE public.sales_bottle_deposit OWNER TO comptoir_owner;
CREATE TABLE public.sales_charged_price (
    day date NOT NULL,
    unit_price bigint NOT NULL,
    first_at timestamp with time zone NOT NULL,
    last_at timestamp with time zone NOT NULL,
    item_id uuid NOT NULL,
    organization_id uuid NOT NULL,
    store_id uuid NOT NULL,
    till_id uuid NOT NULL
);
ALTER TABLE ONLY public.sales_charged_price FORCE ROW LEVEL SECURITY;
ALTER TABLE public.sales_charged_price OWNER TO comptoir_owner;
CREATE TABLE public.sales_coupon_use (
    code character varying(64) NOT NULL,
    entry_id uuid NOT NULL,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.sales_coupon_use FORCE ROW LEVEL SECURITY;
ALTER TABLE public.sales_coupon_use OWNER TO comptoir_owner;
CREATE TABLE public.sales_discrepancy (
    number integer NOT NULL,
    code text NOT NULL,
    line integer,
    claimed text NOT NULL,
    computed text NOT NULL,
    organization_id uuid NOT NULL,
    entry_id uuid NOT NULL
);
ALTER TABLE ONLY public.sales_discrepancy FORCE ROW LEVEL SECURITY;
ALTER TABLE public.sales_discrepancy OWNER TO comptoir_owner;
CREATE TABLE public.sales_entry (
    id uuid NOT NULL,
    sequence bigint NOT NULL,
    branch smallint DEFAULT 0 NOT NULL,
    kind text NOT NULL,
    digest bytea NOT NULL,
    content bytea NOT NULL,
    seal bytea NOT NULL,
    device_time timestamp with time zone,
    received_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    chain_id uuid NOT NULL,
    organization_id uuid NOT NULL,
    till_id uuid NOT NULL,
    CONSTRAINT entry_sequence_positive CHECK ((sequence >= 1))
);
ALTER TABLE ONLY public.sales_entry FORCE ROW LEVEL SECURITY;
ALTER TABLE public.sales_entry OWNER TO comptoir_owner;
CREATE TABLE public.sales_incident (
    id uuid NOT NULL,
    chain uuid NOT NULL,
    code text NOT NULL,
    opened_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    entries_count integer DEFAULT 1 NOT NULL,
    resolved_at timestamp with time zone,
    resolved_by uuid,
    note text DEFAULT ''::text NOT NULL,
    organization_id uuid NOT NULL,
    till_id uuid NOT NULL
);
ALTER TABLE ONLY public.sales_incident FORCE ROW LEVEL SECURITY;
ALTER TABLE public.sales_incident OWNER TO comptoir_owner;
CREATE TABLE public.sales_line (
    number integer NOT NULL,
    item_claimed uuid,
    name text NOT NULL,
    quantity_milli bigint NOT NULL,
    unit character varying(8) NOT NULL,
    unit_price bigint NOT NULL,
    line_discount bigint NOT NULL,
    basket_discount bigint NOT NULL,
    amount bigint NOT NULL,
    tax_category character varying(8) NOT NULL,
    tax_rate_ppm integer NOT NULL,
    refers_to_line integer,
    item_id uuid,
    organization_id uuid NOT NULL,
    sale_id uuid NOT NULL,
    goes_to text DEFAULT ''::text NOT NULL
);
ALTER TABLE ONLY public.sales_line FORCE ROW LEVEL SECURITY;
ALTER TABLE public.sales_line OWNER TO comptoir_owner;
CREATE TABLE public.sales_line_label (
    number integer NOT NULL,
    item uuid,
    lot text DEFAULT ''::text NOT NULL,
    serial text DEFAULT ''::text NOT NULL,
    expires date,
    organization_id uuid NOT NULL,
    sale_id uuid NOT NULL
);
ALTER TABLE ONLY public.sales_line_label FORCE ROW LEVEL SECURITY;
ALTER TABLE public.sales_line_label OWNER TO comptoir_owner;
CREATE TABLE public.sales_line_promotion (
    number integer NOT NULL,
    promotion uuid NOT NULL,
    amount bigint NOT NULL,
    organization_id uuid NOT NULL,
    sale_id uuid NOT NULL
);
ALTER TABLE ONLY public.sales_line_promotion FORCE ROW LEVEL SECURITY;
ALTER TABLE public.sales_line_promotion OWNER TO comptoir_owner;
CREATE TABLE public.sales_order (
    id uuid NOT NULL,
    chain uuid NOT NULL,
    sequence bigint NOT NULL,
    purpose character varying(8) NOT NULL,
    cashier uuid,
    customer uuid,
    ordered_at timestamp with time zone NOT NULL,
    valid_until date,
    currency character varying(3) NOT NULL,
    gross bigint NOT NULL,
    lines_count integer NOT NULL,
    organization_id uuid NOT NULL,
    store_id uuid NOT NULL,
    till_id uuid NOT NULL
);
ALTER TABLE ONLY public.sales_order FORCE ROW LEVEL SECURITY;
ALTER TABLE public.sales_order OWNER TO comptoir_owner;
CREATE TABLE public.sales_parked_sale (
    parked uuid NOT NULL,
    organization_id uuid NOT NULL,
    sale_id uuid NOT NULL
);
ALTER TABLE ONLY public.sales_parked_sale FORCE ROW LEVEL SECURITY;
ALTER TABLE public.sales_parked_sale OWNER TO comptoir_owner;
CREATE TABLE public.sales_payment (
    purpose character varying(12) NOT NULL,
    customer uuid,
    amount bigint NOT NULL,
    kept bigint NOT NULL,
    organization_id uuid NOT NULL,
    sale_id uuid NOT NULL
);
ALTER TABLE ONLY public.sales_payment FORCE ROW LEVEL SECURITY;
ALTER TABLE public.sales_payment OWNER TO comptoir_owner;
CREATE TABLE public.sales_quarantine (
    id uuid NOT NULL,
    chain uuid,
    sequence bigint,
    digest bytea NOT NULL,
    content bytea NOT NULL,
    seal bytea NOT NULL,
    code text NOT NULL,
    received_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    state character varying(8) DEFAULT 'open'::character varying NOT NULL,
    decided_at timestamp with time zone,
    decided_by uuid,
    note text DEFAULT ''::text NOT NULL,
    organization_id uuid NOT NULL,
    till_id uuid NOT NULL
);
ALTER TABLE ONLY public.sales_quarantine FORCE ROW LEVEL SECURITY;
ALTER TABLE public.sales_quarantine OWNER TO comptoir_owner;
CREATE TABLE public.sales_sale (
    id uuid NOT NULL,
    session uuid,
    cashier uuid,
    kind character varying(24) NOT NULL,
    currency character varying(3) NOT NULL,
    price_mode character varying(5) NOT NULL,
    net bigint NOT NULL,
    tax bigint NOT NULL,
    gross bigint NOT NULL,
    cash_rounding bigint NOT NULL,
    sold_at timestamp with time zone NOT NULL,
    refers_to_chain uuid,
    refers_to_sequence bigint,
    organization_id uuid NOT NULL,
    store_id uuid NOT NULL,
    till_id uuid NOT NULL,
    returned bigint DEFAULT 0 NOT NULL
);
ALTER TABLE ONLY public.sales_sale FORCE ROW LEVEL SECURITY;
ALTER TABLE public.sales_sale OWNER TO comptoir_owner;
CREATE TABLE public.sales_session (
    id uuid NOT NULL,
    opened_at timestamp with time zone,
    opened_by uuid,
    float_amount bigint,
    closed_at timestamp with time zone,
    closed_by uuid,
    cash_expected bigint,
    cash_counted bigint,
    cash_difference bigint,
    organization_id uuid NOT NULL,
    till_id uuid NOT NULL,
    business_day date,
    cash_left bigint,
    differences bigint,
    is_forgotten boolean,
    reason text
);
ALTER TABLE ONLY public.sales_session FORCE ROW LEVEL SECURITY;
ALTER TABLE public.sales_session OWNER TO comptoir_owner;
CREATE TABLE public.sales_tax_subtotal (
    number integer NOT NULL,
    tax_category character varying(8) NOT NULL,
    tax_rate_ppm integer NOT NULL,
    net bigint NOT NULL,
    tax bigint NOT NULL,
    gross bigint NOT NULL,
    organization_id uuid NOT NULL,
    sale_id uuid NOT NULL
);
ALTER TABLE ONLY public.sales_tax_subtotal FORCE ROW LEVEL SECURITY;
ALTER TABLE public.sales_tax_subtotal OWNER TO comptoir_owner;
CREATE TABLE public.sales_tender (
    number integer NOT NULL,
    kind text NOT NULL,
    amount bigint NOT NULL,
    received bigint,
    change bigint,
    organization_id uuid NOT NULL,
    sale_id uuid NOT NULL
);
ALTER TABLE ONLY public.sales_tender FORCE ROW LEVEL SECURITY;
ALTER TABLE public.sales_tender OWNER TO comptoir_owner;
CREATE TABLE public.sales_tender_detail (
    number integer NOT NULL,
    tender_kind uuid,
    revision integer,
    face bigint,
    voucher uuid,
    currency character varying(3) NOT NULL,
    foreign_amount bigint,
    rate_ppm bigint,
    organization_id uuid NOT NULL,
    sale_id uuid NOT NULL,
    account uuid
);
ALTER TABLE ONLY public.sales_tender_detail FORCE ROW LEVEL SECURITY;
ALTER TABLE public.sales_tender_detail OWNER TO comptoir_owner;
CREATE TABLE public.sales_tip (
    number integer NOT NULL,
    session uuid,
    cashier uuid,
    given_at timestamp with time zone NOT NULL,
    kind text NOT NULL,
    amount bigint NOT NULL,
    sale_chain uuid,
    sale_sequence bigint,
    entry_id uuid NOT NULL,
    organization_id uuid NOT NULL,
    store_id uuid NOT NULL,
    till_id uuid NOT NULL
);
ALTER TABLE ONLY public.sales_tip FORCE ROW LEVEL SECURITY;
ALTER TABLE public.sales_tip OWNER TO comptoir_owner;
CREATE TABLE public.sales_told (
    "position" bigint NOT NULL,
    kind text NOT NULL,
    subject text NOT NULL,
    amount bigint NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    organization_id uuid NOT NULL,
    store_id uuid,
    till_id uuid NOT NULL
);
ALTER TABLE ONLY public.sales_told FORCE ROW LEVEL SECURITY;
ALTER TABLE public.sales_told OWNER TO comptoir_owner;
CREATE TABLE public.settlements_bank_movement (
    key character varying(64) NOT NULL,
    day date NOT NULL,
    amount bigint NOT NULL,
    currency character varying(3) NOT NULL,
    text character varying(300) NOT NULL,
    organization_id uuid NOT NULL,
    store_id uuid NOT NULL,
    file_id uuid NOT NULL
);
ALTER TABLE ONLY public.settlements_bank_movement FORCE ROW LEVEL SECURITY;
ALTER TABLE public.settlements_bank_movement OWNER TO comptoir_owner;
CREATE TABLE public.settlements_file (
    id uuid NOT NULL,
    provider character varying(16) NOT NULL,
    name character varying(120) NOT NULL,
    digest character varying(64) NOT NULL,
    state character varying(5) NOT NULL,
    good integer NOT NULL,
    bad integer NOT NULL,
    bad_lines jsonb NOT NULL,
    passed_over integer NOT NULL,
    added integer NOT NULL,
    first_day date,
    last_day date,
    draft jsonb,
    person uuid,
    tried_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    turned_at timestamp with time zone,
    organization_id uuid NOT NULL,
    store_id uuid NOT NULL
);
ALTER TABLE ONLY public.settlements_file FORCE ROW LEVEL SECURITY;
ALTER TABLE public.settlements_file OWNER TO comptoir_owner;
CREATE TABLE public.settlements_line (
    provider character varying(16) NOT NULL,
    key character varying(120) NOT NULL,
    kind character varying(10) NOT NULL,
    reference character varying(80) NOT NULL,
    own_reference character varying(80) NOT NULL,
    "authorization" character varying(12) NOT NULL,
    trace character varying(12) NOT NULL,
    terminal character varying(40) NOT NULL,
    last_four character varying(4) NOT NULL,
    gross bigint NOT NULL,
    fee bigint NOT NULL,
    net bigint NOT NULL,
    currency character varying(3) NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    has_time boolean NOT NULL,
    day date NOT NULL,
    payout character varying(60) NOT NULL,
    file_id uuid NOT NULL,
    organization_id uuid NOT NULL,
    store_id uuid NOT NULL,
    CONSTRAINT settlement_line_adds_up CHECK ((net = (gross - fee)))
);
ALTER TABLE ONLY public.settlements_line FORCE ROW LEVEL SECURITY;
ALTER TABLE public.settlements_line OWNER TO comptoir_owner;
CREATE TABLE public.settlements_note (
    id uuid NOT NULL,
    subject character varying(160) NOT NULL,
    note text NOT NULL,
    person uuid,
    noted_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    organization_id uuid NOT NULL,
    store_id uuid NOT NULL
);
ALTER TABLE ONLY public.settlements_note FORCE ROW LEVEL SECURITY;
ALTER TABLE public.settlements_note OWNER TO comptoir_owner;
CREATE TABLE public.shops_setting_change (
    id uuid NOT NULL,
    level smallint NOT NULL,
    place uuid,
    "values" jsonb NOT NULL,
    before jsonb NOT NULL,
    state character varying(9) NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    zone text NOT NULL,
    person uuid,
    made_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    ended_at timestamp with time zone,
    undoes uuid,
    organization_id uuid NOT NULL,
    store_id uuid,
    wall text DEFAULT ''::text NOT NULL,
    begun jsonb DEFAULT '{}'::jsonb NOT NULL
);
ALTER TABLE ONLY public.shops_setting_change FORCE ROW LEVEL SECURITY;
ALTER TABLE public.shops_setting_change OWNER TO comptoir_owner;
CREATE TABLE public.staff_policy (
    organization_id uuid NOT NULL,
    pin_length smallint NOT NULL,
    pin_salt bytea NOT NULL,
    pin_iterations integer NOT NULL,
    purchase_limit bigint,
    CONSTRAINT policy_purchase_positive CHECK ((purchase_limit >= 0))
);
ALTER TABLE ONLY public.staff_policy FORCE ROW LEVEL SECURITY;
ALTER TABLE public.staff_policy OWNER TO comptoir_owner;
CREATE TABLE public.staff_post (
    id uuid NOT NULL,
    employee_id uuid NOT NULL,
    organization_id uuid NOT NULL,
    store_id uuid,
    till_id uuid,
    role_id uuid,
    CONSTRAINT post_one_place CHECK (((store_id IS NULL) OR (till_id IS NULL)))
);
ALTER TABLE ONLY public.staff_post FORCE ROW LEVEL SECURITY;
ALTER TABLE public.staff_post OWNER TO comptoir_owner;
CREATE TABLE public.staff_post_version (
    id uuid NOT NULL,
    employee uuid NOT NULL,
    store uuid,
    till uuid,
    role uuid,
    is_cleared boolean NOT NULL,
    "position" bigint NOT NULL,
    changed_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.staff_post_version FORCE ROW LEVEL SECURITY;
ALTER TABLE public.staff_post_version OWNER TO comptoir_owner;
CREATE TABLE public.staff_role (
    id uuid NOT NULL,
    name text NOT NULL,
    "position" integer NOT NULL,
    rights jsonb NOT NULL,
    organization_id uuid NOT NULL,
    decided jsonb NOT NULL
);
ALTER TABLE ONLY public.staff_role FORCE ROW LEVEL SECURITY;
ALTER TABLE public.staff_role OWNER TO comptoir_owner;
CREATE TABLE public.staff_role_version (
    id uuid NOT NULL,
    role uuid NOT NULL,
    "position" bigint NOT NULL,
    rights jsonb,
    changed_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.staff_role_version FORCE ROW LEVEL SECURITY;
ALTER TABLE public.staff_role_version OWNER TO comptoir_owner;
CREATE TABLE public.staff_secret (
    id uuid NOT NULL,
    kind character varying(8) NOT NULL,
    sealed bytea NOT NULL,
    set_at timestamp with time zone NOT NULL,
    set_by uuid,
    employee_id uuid NOT NULL,
    organization_id uuid NOT NULL,
    failed_at timestamp with time zone,
    failures smallint DEFAULT 0 NOT NULL
);
ALTER TABLE ONLY public.staff_secret FORCE ROW LEVEL SECURITY;
ALTER TABLE public.staff_secret OWNER TO comptoir_owner;
CREATE TABLE public.staff_time_correction (
    id uuid NOT NULL,
    shift uuid NOT NULL,
    came_at timestamp with time zone NOT NULL,
    left_at timestamp with time zone NOT NULL,
    break_minutes integer NOT NULL,
    before jsonb,
    reason text NOT NULL,
    proposed_by uuid,
    proposed_at timestamp with time zone NOT NULL,
    state character varying(8) NOT NULL,
    decided_by uuid,
    decided_at timestamp with time zone,
    employee_id uuid NOT NULL,
    store_id uuid NOT NULL,
    organization_id uuid NOT NULL,
    CONSTRAINT break_not_negative CHECK ((break_minutes >= 0)),
    CONSTRAINT time_goes_on CHECK ((left_at > came_at))
);
ALTER TABLE ONLY public.staff_time_correction FORCE ROW LEVEL SECURITY;
ALTER TABLE public.staff_time_correction OWNER TO comptoir_owner;
CREATE TABLE public.stock_booking (
    store_id uuid NOT NULL,
    item_id uuid NOT NULL,
    "position" bigint NOT NULL,
    line integer NOT NULL,
    document uuid NOT NULL,
    reason character varying(8) NOT NULL,
    quantity_milli bigint NOT NULL,
    moved_at timestamp with time zone NOT NULL,
    average bigint NOT NULL,
    fifo bigint NOT NULL,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.stock_booking FORCE ROW LEVEL SECURITY;
ALTER TABLE public.stock_booking OWNER TO comptoir_owner;
CREATE TABLE public.stock_counting (
    id uuid NOT NULL,
    name text NOT NULL,
    state character varying(7) NOT NULL,
    after bigint NOT NULL,
    begun_by uuid,
    begun_at timestamp with time zone NOT NULL,
    decided_by uuid,
    decided_at timestamp with time zone,
    category_id uuid,
    organization_id uuid NOT NULL,
    store_id uuid NOT NULL
);
ALTER TABLE ONLY public.stock_counting FORCE ROW LEVEL SECURITY;
ALTER TABLE public.stock_counting OWNER TO comptoir_owner;
CREATE TABLE public.stock_holding (
    store_id uuid NOT NULL,
    item_id uuid NOT NULL,
    quantity_milli bigint NOT NULL,
    average bigint NOT NULL,
    fifo bigint NOT NULL,
    known_milli bigint NOT NULL,
    known_cost bigint NOT NULL,
    layers jsonb NOT NULL,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.stock_holding FORCE ROW LEVEL SECURITY;
ALTER TABLE public.stock_holding OWNER TO comptoir_owner;
CREATE TABLE public.stock_level (
    on_hand_milli bigint NOT NULL,
    item_id uuid NOT NULL,
    organization_id uuid NOT NULL,
    store_id uuid NOT NULL,
    counted_at timestamp with time zone
);
ALTER TABLE ONLY public.stock_level FORCE ROW LEVEL SECURITY;
ALTER TABLE public.stock_level OWNER TO comptoir_owner;
CREATE TABLE public.stock_lot_booking (
    "position" bigint NOT NULL,
    line integer NOT NULL,
    is_serial boolean NOT NULL,
    code text NOT NULL,
    is_stated boolean NOT NULL,
    document uuid NOT NULL,
    store_id uuid NOT NULL,
    item_id uuid NOT NULL,
    reason character varying(8) NOT NULL,
    quantity_milli bigint NOT NULL,
    moved_at timestamp with time zone NOT NULL,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.stock_lot_booking FORCE ROW LEVEL SECURITY;
ALTER TABLE public.stock_lot_booking OWNER TO comptoir_owner;
CREATE TABLE public.stock_lot_level (
    is_serial boolean NOT NULL,
    code text NOT NULL,
    lot text NOT NULL,
    expires date,
    on_hand_milli bigint NOT NULL,
    since bigint NOT NULL,
    item_id uuid NOT NULL,
    organization_id uuid NOT NULL,
    store_id uuid NOT NULL
);
ALTER TABLE ONLY public.stock_lot_level FORCE ROW LEVEL SECURITY;
ALTER TABLE public.stock_lot_level OWNER TO comptoir_owner;
CREATE TABLE public.stock_movement (
    document uuid NOT NULL,
    line integer NOT NULL,
    quantity_milli bigint NOT NULL,
    reason character varying(8) NOT NULL,
    moved_at timestamp with time zone NOT NULL,
    item_id uuid NOT NULL,
    organization_id uuid NOT NULL,
    store_id uuid NOT NULL
);
ALTER TABLE ONLY public.stock_movement FORCE ROW LEVEL SECURITY;
ALTER TABLE public.stock_movement OWNER TO comptoir_owner;
CREATE TABLE public.stock_movement_cost (
    document uuid NOT NULL,
    line integer NOT NULL,
    cost bigint NOT NULL,
    organization_id uuid NOT NULL,
    CONSTRAINT movement_cost_possible CHECK ((cost >= 0))
);
ALTER TABLE ONLY public.stock_movement_cost FORCE ROW LEVEL SECURITY;
ALTER TABLE public.stock_movement_cost OWNER TO comptoir_owner;
CREATE TABLE public.stock_movement_lot (
    document uuid NOT NULL,
    line integer NOT NULL,
    number integer NOT NULL,
    lot text DEFAULT ''::text NOT NULL,
    serial text DEFAULT ''::text NOT NULL,
    expires date,
    quantity_milli bigint NOT NULL,
    is_count boolean DEFAULT false NOT NULL,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.stock_movement_lot FORCE ROW LEVEL SECURITY;
ALTER TABLE public.stock_movement_lot OWNER TO comptoir_owner;
CREATE TABLE public.stock_reservation (
    document uuid NOT NULL,
    line integer NOT NULL,
    quantity_milli bigint NOT NULL,
    until date,
    item_id uuid NOT NULL,
    organization_id uuid NOT NULL,
    store_id uuid NOT NULL,
    CONSTRAINT reservation_is_something CHECK ((quantity_milli > 0))
);
ALTER TABLE ONLY public.stock_reservation FORCE ROW LEVEL SECURITY;
ALTER TABLE public.stock_reservation OWNER TO comptoir_owner;
CREATE TABLE public.stock_sold_day (
    store_id uuid NOT NULL,
    item_id uuid NOT NULL,
    day date NOT NULL,
    sold_milli bigint NOT NULL,
    average bigint NOT NULL,
    fifo bigint NOT NULL,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.stock_sold_day FORCE ROW LEVEL SECURITY;
ALTER TABLE public.stock_sold_day OWNER TO comptoir_owner;
CREATE TABLE public.stock_tally (
    sheet uuid NOT NULL,
    quantity_milli bigint NOT NULL,
    person uuid,
    counted_at timestamp with time zone NOT NULL,
    counting_id uuid NOT NULL,
    item_id uuid NOT NULL,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.stock_tally FORCE ROW LEVEL SECURITY;
ALTER TABLE public.stock_tally OWNER TO comptoir_owner;
CREATE TABLE public.stock_tally_lot (
    sheet uuid NOT NULL,
    number integer NOT NULL,
    lot text DEFAULT ''::text NOT NULL,
    serial text DEFAULT ''::text NOT NULL,
    expires date,
    quantity_milli bigint NOT NULL,
    counting_id uuid NOT NULL,
    item_id uuid NOT NULL,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.stock_tally_lot FORCE ROW LEVEL SECURITY;
ALTER TABLE public.stock_tally_lot OWNER TO comptoir_owner;
CREATE TABLE public.stock_transfer (
    id uuid NOT NULL,
    note text NOT NULL,
    sent_by uuid,
    sent_at timestamp with time zone NOT NULL,
    arrival uuid,
    received_by uuid,
    received_at timestamp with time zone,
    destination_id uuid NOT NULL,
    organization_id uuid NOT NULL,
    origin_id uuid NOT NULL,
    CONSTRAINT transfer_goes_somewhere CHECK ((NOT (origin_id = destination_id)))
);
ALTER TABLE ONLY public.stock_transfer FORCE ROW LEVEL SECURITY;
ALTER TABLE public.stock_transfer OWNER TO comptoir_owner;
CREATE TABLE public.stock_transfer_line (
    number integer NOT NULL,
    sent_milli bigint NOT NULL,
    received_milli bigint,
    item_id uuid NOT NULL,
    organization_id uuid NOT NULL,
    transfer_id uuid NOT NULL,
    CONSTRAINT transfer_line_possible CHECK (((sent_milli >= 0) AND ((received_milli IS NULL) OR (received_milli >= 0))))
);
ALTER TABLE ONLY public.stock_transfer_line FORCE ROW LEVEL SECURITY;
ALTER TABLE public.stock_transfer_line OWNER TO comptoir_owner;
CREATE TABLE public.stock_transit (
    document uuid NOT NULL,
    line integer NOT NULL,
    quantity_milli bigint NOT NULL,
    average bigint NOT NULL,
    fifo bigint NOT NULL,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.stock_transit FORCE ROW LEVEL SECURITY;
ALTER TABLE public.stock_transit OWNER TO comptoir_owner;
CREATE TABLE public.tax_class_switch (
    id uuid NOT NULL,
    place character varying(8) NOT NULL,
    "position" bigint NOT NULL,
    set_at timestamp with time zone NOT NULL,
    becomes_id uuid,
    organization_id uuid NOT NULL,
    tax_class_id uuid NOT NULL,
    CONSTRAINT class_switch_place CHECK (((place)::text = ANY (ARRAY[('here'::character varying)::text, ('away'::character varying)::text])))
);
ALTER TABLE ONLY public.tax_class_switch FORCE ROW LEVEL SECURITY;
ALTER TABLE public.tax_class_switch OWNER TO comptoir_owner;
CREATE TABLE public.tax_exemption_reason (
    id uuid NOT NULL,
    category character varying(2) NOT NULL,
    revision integer NOT NULL,
    place integer NOT NULL,
    is_active boolean NOT NULL,
    organization_id uuid NOT NULL,
    CONSTRAINT exemption_category CHECK (((category)::text = ANY (ARRAY[('E'::character varying)::text, ('G'::character varying)::text, ('K'::character varying)::text, ('AE'::character varying)::text])))
);
ALTER TABLE ONLY public.tax_exemption_reason FORCE ROW LEVEL SECURITY;
ALTER TABLE public.tax_exemption_reason OWNER TO comptoir_owner;
CREATE TABLE public.tax_exemption_revision (
    number integer NOT NULL,
    name text NOT NULL,
    vatex character varying(32) NOT NULL,
    mention text NOT NULL,
    evidence character varying(8) NOT NULL,
    groups jsonb NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    person uuid,
    organization_id uuid NOT NULL,
    reason_id uuid NOT NULL,
    CONSTRAINT exemption_evidence CHECK (((evidence)::text = ANY (ARRAY[(''::character varying)::text, ('number'::character varying)::text, ('card'::character varying)::text, ('document'::character varying)::text])))
);
ALTER TABLE ONLY public.tax_exemption_revision FORCE ROW LEVEL SECURITY;
ALTER TABLE public.tax_exemption_revision OWNER TO comptoir_owner;
CREATE TABLE public.tax_store_places (
    id uuid NOT NULL,
    place character varying(8) NOT NULL,
    keeps character varying(10) NOT NULL,
    "position" bigint NOT NULL,
    set_at timestamp with time zone NOT NULL,
    organization_id uuid NOT NULL,
    store_id uuid NOT NULL,
    CONSTRAINT store_places_keeps CHECK (((keeps)::text = ANY (ARRAY[('keep_price'::character varying)::text, ('keep_net'::character varying)::text]))),
    CONSTRAINT store_places_place CHECK (((place)::text = ANY (ARRAY[(''::character varying)::text, ('here'::character varying)::text, ('away'::character varying)::text])))
);
ALTER TABLE ONLY public.tax_store_places FORCE ROW LEVEL SECURITY;
ALTER TABLE public.tax_store_places OWNER TO comptoir_owner;
CREATE TABLE public.tax_taxclass (
    id uuid NOT NULL,
    name text NOT NULL,
    "position" integer NOT NULL,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.tax_taxclass FORCE ROW LEVEL SECURITY;
ALTER TABLE public.tax_taxclass OWNER TO comptoir_owner;
CREATE TABLE public.tax_taxrate (
    id uuid NOT NULL,
    category character varying(2) NOT NULL,
    rate_ppm integer NOT NULL,
    valid_from date NOT NULL,
    organization_id uuid NOT NULL,
    tax_class_id uuid NOT NULL,
    "position" bigint NOT NULL,
    CONSTRAINT tax_rate_range CHECK (((rate_ppm >= 0) AND (rate_ppm <= 1000000)))
);
ALTER TABLE ONLY public.tax_taxrate FORCE ROW LEVEL SECURITY;
ALTER TABLE public.tax_taxrate OWNER TO comptoir_owner;
CREATE TABLE public.tills_agent (
    id uuid NOT NULL,
    name text NOT NULL,
    address text NOT NULL,
    public_key bytea NOT NULL,
    token_hash bytea NOT NULL,
    version text NOT NULL,
    joined_at timestamp with time zone NOT NULL,
    last_seen_at timestamp with time zone,
    kept_count integer NOT NULL,
    revoked_at timestamp with time zone,
    revoked_by uuid,
    organization_id uuid NOT NULL,
    store_id uuid NOT NULL
);
ALTER TABLE ONLY public.tills_agent FORCE ROW LEVEL SECURITY;
ALTER TABLE public.tills_agent OWNER TO comptoir_owner;
CREATE TABLE public.tills_agentcode (
    id uuid NOT NULL,
    code_hash bytea NOT NULL,
    person uuid,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    spent_at timestamp with time zone,
    organization_id uuid NOT NULL,
    store_id uuid NOT NULL
);
ALTER TABLE ONLY public.tills_agentcode FORCE ROW LEVEL SECURITY;
ALTER TABLE public.tills_agentcode OWNER TO comptoir_owner;
CREATE TABLE public.tills_chain_head (
    sequence bigint NOT NULL,
    digest bytea NOT NULL,
    device_time timestamp with time zone,
    boot character varying(16) NOT NULL,
    monotonic_ms bigint NOT NULL,
    has_quarantine boolean NOT NULL,
    organization_id uuid NOT NULL,
    chain_id uuid NOT NULL,
    held_sequence bigint DEFAULT 0 NOT NULL
);
ALTER TABLE ONLY public.tills_chain_head FORCE ROW LEVEL SECURITY;
ALTER TABLE public.tills_chain_head OWNER TO comptoir_owner;
CREATE TABLE public.tills_enrolment (
    id uuid NOT NULL,
    number integer NOT NULL,
    public_key bytea NOT NULL,
    algorithm character varying(8) NOT NULL,
    certificate text NOT NULL,
    token_hash bytea NOT NULL,
    issued_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    revoked_by uuid,
    previous_chain uuid,
    device_id uuid NOT NULL,
    organization_id uuid NOT NULL,
    till_id uuid NOT NULL,
    exchange_key bytea,
    rotated_from uuid,
    is_waiting boolean DEFAULT false NOT NULL,
    ended_sequence bigint,
    renewal_asked_at timestamp with time zone
);
ALTER TABLE ONLY public.tills_enrolment FORCE ROW LEVEL SECURITY;
ALTER TABLE public.tills_enrolment OWNER TO comptoir_owner;
CREATE TABLE public.tills_enrolmentcode (
    id uuid NOT NULL,
    code_hash bytea NOT NULL,
    person uuid,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    spent_at timestamp with time zone,
    organization_id uuid NOT NULL,
    till_id uuid NOT NULL
);
ALTER TABLE ONLY public.tills_enrolmentcode FORCE ROW LEVEL SECURITY;
ALTER TABLE public.tills_enrolmentcode OWNER TO comptoir_owner;
CREATE TABLE public.tills_office_entry (
    id uuid NOT NULL,
    sequence bigint NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    digest bytea NOT NULL,
    content bytea NOT NULL,
    signature bytea NOT NULL,
    made_at timestamp with time zone NOT NULL,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.tills_office_entry FORCE ROW LEVEL SECURITY;
ALTER TABLE public.tills_office_entry OWNER TO comptoir_owner;
CREATE TABLE public.tills_parkedbasket (
    id uuid NOT NULL,
    cashier uuid NOT NULL,
    label text NOT NULL,
    parked_at timestamp with time zone NOT NULL,
    lines_count integer NOT NULL,
    gross bigint NOT NULL,
    basket jsonb NOT NULL,
    taken_by uuid,
    is_handed_over boolean NOT NULL,
    organization_id uuid NOT NULL,
    store_id uuid NOT NULL,
    till_id uuid NOT NULL
);
ALTER TABLE ONLY public.tills_parkedbasket FORCE ROW LEVEL SECURITY;
ALTER TABLE public.tills_parkedbasket OWNER TO comptoir_owner;
CREATE TABLE public.tills_till (
    id uuid NOT NULL,
    code character varying(8) NOT NULL,
    name text NOT NULL,
    is_active boolean NOT NULL,
    organization_id uuid NOT NULL,
    store_id uuid NOT NULL
);
ALTER TABLE ONLY public.tills_till FORCE ROW LEVEL SECURITY;
ALTER TABLE public.tills_till OWNER TO comptoir_owner;
CREATE TABLE public.webhooks_endpoint (
    id uuid NOT NULL,
    name character varying(80) NOT NULL,
    address text NOT NULL,
    kinds jsonb NOT NULL,
    secret bytea NOT NULL,
    former_secret bytea,
    former_until timestamp with time zone,
    is_on boolean NOT NULL,
    off_by character varying(7) NOT NULL,
    after bigint NOT NULL,
    failures integer NOT NULL,
    failing_since timestamp with time zone,
    resumes_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    heard_at timestamp with time zone,
    made_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.webhooks_endpoint FORCE ROW LEVEL SECURITY;
ALTER TABLE public.webhooks_endpoint OWNER TO comptoir_owner;
CREATE TABLE public.webhooks_message (
    id uuid NOT NULL,
    "position" bigint,
    kind character varying(40) NOT NULL,
    subject uuid NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    body bytea DEFAULT '\x'::bytea NOT NULL,
    state character varying(6) DEFAULT 'queued'::character varying NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    next_try_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    status smallint DEFAULT 0 NOT NULL,
    code character varying(24) DEFAULT ''::character varying NOT NULL,
    took_ms integer DEFAULT 0 NOT NULL,
    concluded_at timestamp with time zone,
    endpoint_id uuid NOT NULL,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.webhooks_message FORCE ROW LEVEL SECURITY;
ALTER TABLE public.webhooks_message OWNER TO comptoir_owner;
CREATE TABLE public.witnesses_alarm (
    id uuid NOT NULL,
    kind character varying(8) NOT NULL,
    origin text NOT NULL,
    their_size bigint NOT NULL,
    our_size bigint NOT NULL,
    ours text NOT NULL,
    theirs text NOT NULL,
    is_proven boolean NOT NULL,
    raised_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone,
    organization_id uuid NOT NULL,
    witness_id uuid NOT NULL
);
ALTER TABLE ONLY public.witnesses_alarm FORCE ROW LEVEL SECURITY;
ALTER TABLE public.witnesses_alarm OWNER TO comptoir_owner;
CREATE TABLE public.witnesses_cosignature (
    id uuid NOT NULL,
    origin text NOT NULL,
    size bigint NOT NULL,
    head text NOT NULL,
    line text NOT NULL,
    signed_at timestamp with time zone NOT NULL,
    organization_id uuid NOT NULL,
    witness_id uuid NOT NULL
);
ALTER TABLE ONLY public.witnesses_cosignature FORCE ROW LEVEL SECURITY;
ALTER TABLE public.witnesses_cosignature OWNER TO comptoir_owner;
CREATE TABLE public.witnesses_witness (
    id uuid NOT NULL,
    name text NOT NULL,
    address text NOT NULL,
    key text NOT NULL,
    made_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    removed_at timestamp with time zone,
    origin text DEFAULT ''::text NOT NULL,
    cosigned_size bigint DEFAULT 0 NOT NULL,
    cosigned_at timestamp with time zone,
    code character varying(24) DEFAULT ''::character varying NOT NULL,
    status smallint DEFAULT 0 NOT NULL,
    failures integer DEFAULT 0 NOT NULL,
    failing_since timestamp with time zone,
    next_try_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    organization_id uuid NOT NULL
);
ALTER TABLE ONLY public.witnesses_witness FORCE ROW LEVEL SECURITY;
ALTER TABLE public.witnesses_witness OWNER TO comptoir_owner;
ALTER TABLE ONLY public.procrastinate_events ALTER COLUMN id SET DEFAULT nextval('public.procrastinate_events_id_seq'::regclass);
ALTER TABLE ONLY public.procrastinate_jobs ALTER COLUMN id SET DEFAULT nextval('public.procrastinate_jobs_id_seq'::regclass);
ALTER TABLE ONLY public.procrastinate_periodic_defers ALTER COLUMN id SET DEFAULT nextval('public.procrastinate_periodic_defers_id_seq'::regclass);
ALTER TABLE ONLY public.accounting_books
    ADD CONSTRAINT accounting_books_pkey PRIMARY KEY (organization_id, legal_entity_id);
ALTER TABLE ONLY public.accounting_breakage
    ADD CONSTRAINT accounting_breakage_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.accounting_closed_day
    ADD CONSTRAINT accounting_closed_day_pkey PRIMARY KEY (organization_id, closing_id, number);
ALTER TABLE ONLY public.accounting_closing
    ADD CONSTRAINT accounting_closing_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.accounting_own_account
    ADD CONSTRAINT accounting_own_account_pkey PRIMARY KEY (organization_id, legal_entity_id, role, key);
ALTER TABLE ONLY public.accounting_reopening
    ADD CONSTRAINT accounting_reopening_pkey PRIMARY KEY (organization_id, closing_id);
ALTER TABLE ONLY public.accounting_safe_movement
    ADD CONSTRAINT accounting_safe_movement_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.accounting_terminal_total
    ADD CONSTRAINT accounting_terminal_total_pkey PRIMARY KEY (organization_id, store_id, day, kind);
ALTER TABLE ONLY public.alerts_alert
    ADD CONSTRAINT alerts_alert_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.api_kept_answer
    ADD CONSTRAINT api_kept_answer_pkey PRIMARY KEY (organization_id, token_id, key);
ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_name_key UNIQUE (name);
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_permission_id_0cd325b0_uniq UNIQUE (group_id, permission_id);
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_codename_01ab375a_uniq UNIQUE (content_type_id, codename);
ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.axes_accessattempt
    ADD CONSTRAINT axes_accessattempt_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.axes_accessattempt
    ADD CONSTRAINT axes_accessattempt_username_ip_address_user_agent_8ea22282_uniq UNIQUE (username, ip_address, user_agent);
ALTER TABLE ONLY public.axes_accessattemptexpiration
    ADD CONSTRAINT axes_accessattemptexpiration_pkey PRIMARY KEY (access_attempt_id);
ALTER TABLE ONLY public.axes_accessfailurelog
    ADD CONSTRAINT axes_accessfailurelog_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.axes_accesslog
    ADD CONSTRAINT axes_accesslog_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.catalog_barcode
    ADD CONSTRAINT barcode_once UNIQUE (organization_id, code);
ALTER TABLE ONLY public.catalog_barcode
    ADD CONSTRAINT catalog_barcode_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.catalog_bottle_deposit
    ADD CONSTRAINT catalog_bottle_deposit_pkey PRIMARY KEY (organization_id, item_id);
ALTER TABLE ONLY public.catalog_bottle_voucher_pattern
    ADD CONSTRAINT catalog_bottle_voucher_pattern_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.catalog_category
    ADD CONSTRAINT catalog_category_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.catalog_chunk
    ADD CONSTRAINT catalog_chunk_pkey PRIMARY KEY (organization_id, digest);
ALTER TABLE ONLY public.catalog_coupon_code
    ADD CONSTRAINT catalog_coupon_code_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.catalog_customergroup
    ADD CONSTRAINT catalog_customergroup_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.catalog_favorites
    ADD CONSTRAINT catalog_favorites_pkey PRIMARY KEY (organization_id, store_id);
ALTER TABLE ONLY public.catalog_feed
    ADD CONSTRAINT catalog_feed_pkey PRIMARY KEY (organization_id, "position");
ALTER TABLE ONLY public.catalog_goods_version
    ADD CONSTRAINT catalog_goods_version_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.catalog_item
    ADD CONSTRAINT catalog_item_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.catalog_item_traits
    ADD CONSTRAINT catalog_item_traits_pkey PRIMARY KEY (organization_id, item_id);
ALTER TABLE ONLY public.catalog_modifier_group
    ADD CONSTRAINT catalog_modifier_group_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.catalog_photo
    ADD CONSTRAINT catalog_photo_pkey PRIMARY KEY (organization_id, digest);
ALTER TABLE ONLY public.catalog_price_list_entry
    ADD CONSTRAINT catalog_price_list_entry_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.catalog_price_list
    ADD CONSTRAINT catalog_price_list_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.catalog_price
    ADD CONSTRAINT catalog_price_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.catalog_product
    ADD CONSTRAINT catalog_product_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.catalog_promotion
    ADD CONSTRAINT catalog_promotion_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.catalog_range_rule
    ADD CONSTRAINT catalog_range_rule_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.catalog_restriction
    ADD CONSTRAINT catalog_restriction_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.catalog_scalelabel
    ADD CONSTRAINT catalog_scalelabel_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.catalog_snapshot
    ADD CONSTRAINT catalog_snapshot_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.catalog_sold_out
    ADD CONSTRAINT catalog_sold_out_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.accounting_closing
    ADD CONSTRAINT closing_number_once UNIQUE (organization_id, legal_entity_id, number);
ALTER TABLE ONLY public.payments_code_payment
    ADD CONSTRAINT code_payment_reference_unique UNIQUE (organization_id, reference);
ALTER TABLE ONLY public.commissions_kept
    ADD CONSTRAINT commissions_kept_pkey PRIMARY KEY (organization_id, period_id, number);
ALTER TABLE ONLY public.commissions_period
    ADD CONSTRAINT commissions_period_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.commissions_rule
    ADD CONSTRAINT commissions_rule_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.catalog_coupon_code
    ADD CONSTRAINT coupon_code_once UNIQUE (organization_id, code);
ALTER TABLE ONLY public.customers_consent
    ADD CONSTRAINT customers_consent_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.customers_consent_text
    ADD CONSTRAINT customers_consent_text_pkey PRIMARY KEY (organization_id, digest);
ALTER TABLE ONLY public.customers_customer
    ADD CONSTRAINT customers_customer_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.customers_standing_exemption
    ADD CONSTRAINT customers_standing_exemption_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.fiscal_data_pack
    ADD CONSTRAINT data_pack_version_once UNIQUE (plugin, version);
ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_app_label_model_76bd3d3b_uniq UNIQUE (app_label, model);
ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.django_migrations
    ADD CONSTRAINT django_migrations_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.django_session
    ADD CONSTRAINT django_session_pkey PRIMARY KEY (session_key);
ALTER TABLE ONLY public.invoices_document
    ADD CONSTRAINT document_place_once UNIQUE (organization_id, legal_entity_id, kind, year, place);
ALTER TABLE ONLY public.tills_enrolment
    ADD CONSTRAINT enrolment_number_once UNIQUE (organization_id, till_id, number);
ALTER TABLE ONLY public.sales_entry
    ADD CONSTRAINT entry_sequence_once UNIQUE (organization_id, chain_id, sequence, branch);
ALTER TABLE ONLY public.privacy_erasure
    ADD CONSTRAINT erasure_once UNIQUE (organization_id, customer_id);
ALTER TABLE ONLY public.privacy_erasure
    ADD CONSTRAINT erasure_position_once UNIQUE (organization_id, "position");
ALTER TABLE ONLY public.fiscal_archive
    ADD CONSTRAINT fiscal_archive_number_once UNIQUE (organization_id, number);
ALTER TABLE ONLY public.fiscal_archive
    ADD CONSTRAINT fiscal_archive_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.fiscal_archived_chain
    ADD CONSTRAINT fiscal_archived_chain_pkey PRIMARY KEY (organization_id, archive_id, chain_id);
ALTER TABLE ONLY public.fiscal_data_pack
    ADD CONSTRAINT fiscal_data_pack_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.fiscal_fact
    ADD CONSTRAINT fiscal_fact_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.fiscal_sending
    ADD CONSTRAINT fiscal_sending_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.fiscal_till_document
    ADD CONSTRAINT fiscal_till_document_pkey PRIMARY KEY (organization_id, plugin, subject);
ALTER TABLE ONLY public.fleet_device
    ADD CONSTRAINT fleet_device_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.catalog_goods_version
    ADD CONSTRAINT goods_version_once UNIQUE (organization_id, subject, "position");
ALTER TABLE ONLY public.links_hook_event
    ADD CONSTRAINT hook_event_once UNIQUE (organization_id, account_id, event);
ALTER TABLE ONLY public.identity_api_token
    ADD CONSTRAINT identity_api_token_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.identity_employee
    ADD CONSTRAINT identity_employee_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.identity_invitation
    ADD CONSTRAINT identity_invitation_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.identity_membership
    ADD CONSTRAINT identity_membership_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.identity_passkey
    ADD CONSTRAINT identity_passkey_credential_id_key UNIQUE (credential_id);
ALTER TABLE ONLY public.identity_passkey
    ADD CONSTRAINT identity_passkey_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.identity_password_reset
    ADD CONSTRAINT identity_password_reset_code_hash_key UNIQUE (code_hash);
ALTER TABLE ONLY public.identity_password_reset
    ADD CONSTRAINT identity_password_reset_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.identity_password_wish
    ADD CONSTRAINT identity_password_wish_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.identity_recovery_code
    ADD CONSTRAINT identity_recovery_code_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.identity_second_factor
    ADD CONSTRAINT identity_second_factor_pkey PRIMARY KEY (user_id);
ALTER TABLE ONLY public.identity_session
    ADD CONSTRAINT identity_session_pkey PRIMARY KEY (session_key);
ALTER TABLE ONLY public.identity_sign_in_policy
    ADD CONSTRAINT identity_sign_in_policy_pkey PRIMARY KEY (organization_id);
ALTER TABLE ONLY public.identity_sign_on_link
    ADD CONSTRAINT identity_sign_on_link_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.identity_sign_on_provider
    ADD CONSTRAINT identity_sign_on_provider_pkey PRIMARY KEY (organization_id);
ALTER TABLE ONLY public.identity_user
    ADD CONSTRAINT identity_user_email_key UNIQUE (email);
ALTER TABLE ONLY public.identity_user
    ADD CONSTRAINT identity_user_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.insights_booked_day
    ADD CONSTRAINT insights_booked_day_pkey PRIMARY KEY (organization_id, day, store_id, what, key, detail, rate_ppm, voucher);
ALTER TABLE ONLY public.insights_deed_day
    ADD CONSTRAINT insights_deed_day_pkey PRIMARY KEY (organization_id, day, store_id, cashier, deed);
ALTER TABLE ONLY public.insights_earned_day
    ADD CONSTRAINT insights_earned_day_pkey PRIMARY KEY (organization_id, day, store_id);
ALTER TABLE ONLY public.insights_item_day
    ADD CONSTRAINT insights_item_day_pkey PRIMARY KEY (organization_id, day, store_id, item);
ALTER TABLE ONLY public.insights_item_month
    ADD CONSTRAINT insights_item_month_pkey PRIMARY KEY (organization_id, day, store_id, item);
ALTER TABLE ONLY public.insights_list_day
    ADD CONSTRAINT insights_list_day_pkey PRIMARY KEY (organization_id, day, store_id, price_list);
ALTER TABLE ONLY public.insights_mailing
    ADD CONSTRAINT insights_mailing_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.insights_sales_hour
    ADD CONSTRAINT insights_sales_hour_pkey PRIMARY KEY (organization_id, day, store_id, till, cashier, hour);
ALTER TABLE ONLY public.insights_saved_report
    ADD CONSTRAINT insights_saved_report_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.insights_session
    ADD CONSTRAINT insights_session_pkey PRIMARY KEY (organization_id, session);
ALTER TABLE ONLY public.insights_tax_day
    ADD CONSTRAINT insights_tax_day_pkey PRIMARY KEY (organization_id, day, store_id, tax_category, tax_rate_ppm);
ALTER TABLE ONLY public.insights_tender_day
    ADD CONSTRAINT insights_tender_day_pkey PRIMARY KEY (organization_id, day, store_id, kind, tender_kind);
ALTER TABLE ONLY public.invoices_document
    ADD CONSTRAINT invoices_document_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.invoices_issuer
    ADD CONSTRAINT invoices_issuer_pkey PRIMARY KEY (organization_id, legal_entity_id);
ALTER TABLE ONLY public.invoices_restriction
    ADD CONSTRAINT invoices_restriction_pkey PRIMARY KEY (organization_id, document_id);
ALTER TABLE ONLY public.invoices_series
    ADD CONSTRAINT invoices_series_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.labels_print_job
    ADD CONSTRAINT labels_print_job_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.labels_printer
    ADD CONSTRAINT labels_printer_pkey PRIMARY KEY (organization_id, agent, printer);
ALTER TABLE ONLY public.labels_shelf_label
    ADD CONSTRAINT labels_shelf_label_pkey PRIMARY KEY (organization_id, store_id, item_id);
ALTER TABLE ONLY public.labels_store_labels
    ADD CONSTRAINT labels_store_labels_pkey PRIMARY KEY (organization_id, store_id);
ALTER TABLE ONLY public.links_link
    ADD CONSTRAINT link_token_once UNIQUE (organization_id, token);
ALTER TABLE ONLY public.links_hook_event
    ADD CONSTRAINT links_hook_event_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.links_hook
    ADD CONSTRAINT links_hook_pkey PRIMARY KEY (organization_id, account_id);
ALTER TABLE ONLY public.links_link
    ADD CONSTRAINT links_link_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.links_try
    ADD CONSTRAINT links_try_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.catalog_price_list_entry
    ADD CONSTRAINT list_price_once_a_position UNIQUE (organization_id, price_list, item_id, "position");
ALTER TABLE ONLY public.identity_membership
    ADD CONSTRAINT membership_once UNIQUE (organization_id, user_id);
ALTER TABLE ONLY public.catalog_modifier_group
    ADD CONSTRAINT modifier_group_once UNIQUE (organization_id, "group", "position");
ALTER TABLE ONLY public.moving_export
    ADD CONSTRAINT moving_export_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.moving_move
    ADD CONSTRAINT moving_move_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.moving_moved_customer
    ADD CONSTRAINT moving_moved_customer_pkey PRIMARY KEY (organization_id, move_id, customer_id);
ALTER TABLE ONLY public.moving_moved_item
    ADD CONSTRAINT moving_moved_item_pkey PRIMARY KEY (organization_id, move_id, item_id);
ALTER TABLE ONLY public.moving_moved_thing
    ADD CONSTRAINT moving_moved_thing_pkey PRIMARY KEY (organization_id, move_id, kind, key);
ALTER TABLE ONLY public.papers_note
    ADD CONSTRAINT note_commitment_unique UNIQUE (organization_id, commitment);
ALTER TABLE ONLY public.tills_office_entry
    ADD CONSTRAINT office_sequence_once UNIQUE (organization_id, sequence);
ALTER TABLE ONLY public.papers_delivery
    ADD CONSTRAINT papers_delivery_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.papers_invitation_letter
    ADD CONSTRAINT papers_invitation_letter_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.papers_note
    ADD CONSTRAINT papers_note_pkey PRIMARY KEY (organization_id, entry_id, number);
ALTER TABLE ONLY public.papers_public_page
    ADD CONSTRAINT papers_public_page_pkey PRIMARY KEY (organization_id);
ALTER TABLE ONLY public.payments_bank_message
    ADD CONSTRAINT payments_bank_message_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.payments_bank_move
    ADD CONSTRAINT payments_bank_move_pkey PRIMARY KEY (organization_id, key);
ALTER TABLE ONLY public.payments_card_attempt_event
    ADD CONSTRAINT payments_card_attempt_event_pkey PRIMARY KEY (organization_id, attempt, at, state, source, trouble);
ALTER TABLE ONLY public.payments_card_attempt
    ADD CONSTRAINT payments_card_attempt_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.payments_chain_transfer
    ADD CONSTRAINT payments_chain_transfer_pkey PRIMARY KEY (organization_id, account_id, block_hash, log_index);
ALTER TABLE ONLY public.payments_chain_watch
    ADD CONSTRAINT payments_chain_watch_pkey PRIMARY KEY (organization_id, account_id);
ALTER TABLE ONLY public.payments_code_account
    ADD CONSTRAINT payments_code_account_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.payments_code_payment_event
    ADD CONSTRAINT payments_code_payment_event_pkey PRIMARY KEY (organization_id, payment, at, state, source, trouble);
ALTER TABLE ONLY public.payments_code_payment
    ADD CONSTRAINT payments_code_payment_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.payments_exchange_rate
    ADD CONSTRAINT payments_exchange_rate_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.payments_policy
    ADD CONSTRAINT payments_policy_pkey PRIMARY KEY (organization_id);
ALTER TABLE ONLY public.payments_provider_account
    ADD CONSTRAINT payments_provider_account_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.payments_provider_terminal
    ADD CONSTRAINT payments_provider_terminal_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.payments_tender_kind
    ADD CONSTRAINT payments_tender_kind_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.payments_tender_revision
    ADD CONSTRAINT payments_tender_revision_pkey PRIMARY KEY (organization_id, tender_kind_id, number);
ALTER TABLE ONLY public.payments_terminal_attempt
    ADD CONSTRAINT payments_terminal_attempt_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.payments_tip_work
    ADD CONSTRAINT payments_tip_work_pkey PRIMARY KEY (organization_id, store_id, business_day, employee_id);
ALTER TABLE ONLY public.payments_voucher_allowance
    ADD CONSTRAINT payments_voucher_allowance_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.payments_voucher_hold
    ADD CONSTRAINT payments_voucher_hold_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.payments_voucher_movement
    ADD CONSTRAINT payments_voucher_movement_pkey PRIMARY KEY (organization_id, entry_id, number);
ALTER TABLE ONLY public.payments_voucher
    ADD CONSTRAINT payments_voucher_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.platform_audit_change
    ADD CONSTRAINT platform_audit_change_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.platform_auditevent
    ADD CONSTRAINT platform_auditevent_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.platform_consumer_cursor
    ADD CONSTRAINT platform_consumer_cursor_pkey PRIMARY KEY (organization_id, consumer);
ALTER TABLE ONLY public.platform_legalentity
    ADD CONSTRAINT platform_legalentity_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.platform_log_head
    ADD CONSTRAINT platform_log_head_pkey PRIMARY KEY (organization_id);
ALTER TABLE ONLY public.platform_log
    ADD CONSTRAINT platform_log_pkey PRIMARY KEY (organization_id, "position");
ALTER TABLE ONLY public.platform_organization
    ADD CONSTRAINT platform_organization_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.platform_outbox
    ADD CONSTRAINT platform_outbox_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.platform_rate
    ADD CONSTRAINT platform_rate_pkey PRIMARY KEY (kind, asker);
ALTER TABLE ONLY public.platform_setting
    ADD CONSTRAINT platform_setting_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.platform_store_group
    ADD CONSTRAINT platform_store_group_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.platform_store
    ADD CONSTRAINT platform_store_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.platform_tree_head
    ADD CONSTRAINT platform_tree_head_pkey PRIMARY KEY (organization_id);
ALTER TABLE ONLY public.platform_tree_tile
    ADD CONSTRAINT platform_tree_tile_pkey PRIMARY KEY (organization_id, level, number);
ALTER TABLE ONLY public.staff_post
    ADD CONSTRAINT post_once UNIQUE NULLS NOT DISTINCT (organization_id, employee_id, store_id, till_id);
ALTER TABLE ONLY public.catalog_price_list
    ADD CONSTRAINT price_list_once_a_position UNIQUE (organization_id, rule, "position");
ALTER TABLE ONLY public.privacy_erasure
    ADD CONSTRAINT privacy_erasure_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.procrastinate_events
    ADD CONSTRAINT procrastinate_events_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.procrastinate_jobs
    ADD CONSTRAINT procrastinate_jobs_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_unique UNIQUE (task_name, periodic_id, defer_timestamp);
ALTER TABLE ONLY public.procrastinate_workers
    ADD CONSTRAINT procrastinate_workers_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.catalog_promotion
    ADD CONSTRAINT promotion_once_a_position UNIQUE (organization_id, rule, "position");
ALTER TABLE ONLY public.payments_provider_terminal
    ADD CONSTRAINT provider_terminal_once UNIQUE (organization_id, account_id, reader);
ALTER TABLE ONLY public.purchasing_order
    ADD CONSTRAINT purchase_number_once UNIQUE (organization_id, number);
ALTER TABLE ONLY public.purchasing_delivery_line
    ADD CONSTRAINT purchasing_delivery_line_pkey PRIMARY KEY (organization_id, delivery_id, number);
ALTER TABLE ONLY public.purchasing_delivery
    ADD CONSTRAINT purchasing_delivery_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.purchasing_letter
    ADD CONSTRAINT purchasing_letter_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.purchasing_low_stock
    ADD CONSTRAINT purchasing_low_stock_pkey PRIMARY KEY (organization_id, store_id, item_id);
ALTER TABLE ONLY public.purchasing_offer
    ADD CONSTRAINT purchasing_offer_pkey PRIMARY KEY (organization_id, supplier_id, item_id);
ALTER TABLE ONLY public.purchasing_order_line
    ADD CONSTRAINT purchasing_order_line_pkey PRIMARY KEY (organization_id, order_id, item_id);
ALTER TABLE ONLY public.purchasing_order
    ADD CONSTRAINT purchasing_order_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.purchasing_recipient
    ADD CONSTRAINT purchasing_recipient_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.purchasing_reorder_point
    ADD CONSTRAINT purchasing_reorder_point_pkey PRIMARY KEY (organization_id, store_id, item_id);
ALTER TABLE ONLY public.purchasing_reorder_rule
    ADD CONSTRAINT purchasing_reorder_rule_pkey PRIMARY KEY (organization_id, store_id, item_id);
ALTER TABLE ONLY public.purchasing_stock_watch
    ADD CONSTRAINT purchasing_stock_watch_pkey PRIMARY KEY (organization_id);
ALTER TABLE ONLY public.purchasing_supplier
    ADD CONSTRAINT purchasing_supplier_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.sales_quarantine
    ADD CONSTRAINT quarantine_once UNIQUE (organization_id, till_id, digest, code);
ALTER TABLE ONLY public.catalog_range_rule
    ADD CONSTRAINT range_rule_once UNIQUE NULLS NOT DISTINCT (organization_id, item_id, category_id, store_id);
ALTER TABLE ONLY public.payments_exchange_rate
    ADD CONSTRAINT rate_once_a_day UNIQUE NULLS NOT DISTINCT (organization_id, store_id, currency, valid_from);
ALTER TABLE ONLY public.catalog_restriction
    ADD CONSTRAINT restriction_once UNIQUE NULLS NOT DISTINCT (organization_id, store_id, code);
ALTER TABLE ONLY public.retention_run
    ADD CONSTRAINT retention_run_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.retention_term
    ADD CONSTRAINT retention_term_pkey PRIMARY KEY (organization_id, kept);
ALTER TABLE ONLY public.staff_role
    ADD CONSTRAINT role_name_once UNIQUE (organization_id, name);
ALTER TABLE ONLY public.sales_act
    ADD CONSTRAINT sales_act_pkey PRIMARY KEY (organization_id, entry_id, number);
ALTER TABLE ONLY public.sales_bottle_deposit
    ADD CONSTRAINT sales_bottle_deposit_pkey PRIMARY KEY (organization_id, sale_id, number);
ALTER TABLE ONLY public.sales_charged_price
    ADD CONSTRAINT sales_charged_price_pkey PRIMARY KEY (organization_id, store_id, item_id, day, till_id, unit_price);
ALTER TABLE ONLY public.sales_coupon_use
    ADD CONSTRAINT sales_coupon_use_pkey PRIMARY KEY (organization_id, code, entry_id);
ALTER TABLE ONLY public.sales_discrepancy
    ADD CONSTRAINT sales_discrepancy_pkey PRIMARY KEY (organization_id, entry_id, number);
ALTER TABLE ONLY public.sales_entry
    ADD CONSTRAINT sales_entry_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.sales_incident
    ADD CONSTRAINT sales_incident_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.sales_line_label
    ADD CONSTRAINT sales_line_label_pkey PRIMARY KEY (organization_id, sale_id, number);
ALTER TABLE ONLY public.sales_line
    ADD CONSTRAINT sales_line_pkey PRIMARY KEY (organization_id, sale_id, number);
ALTER TABLE ONLY public.sales_line_promotion
    ADD CONSTRAINT sales_line_promotion_pkey PRIMARY KEY (organization_id, sale_id, number, promotion);
ALTER TABLE ONLY public.sales_order
    ADD CONSTRAINT sales_order_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.sales_parked_sale
    ADD CONSTRAINT sales_parked_sale_pkey PRIMARY KEY (organization_id, sale_id);
ALTER TABLE ONLY public.sales_payment
    ADD CONSTRAINT sales_payment_pkey PRIMARY KEY (organization_id, sale_id);
ALTER TABLE ONLY public.sales_quarantine
    ADD CONSTRAINT sales_quarantine_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.sales_sale
    ADD CONSTRAINT sales_sale_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.sales_session
    ADD CONSTRAINT sales_session_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.sales_tax_subtotal
    ADD CONSTRAINT sales_tax_subtotal_pkey PRIMARY KEY (organization_id, sale_id, number);
ALTER TABLE ONLY public.sales_tender_detail
    ADD CONSTRAINT sales_tender_detail_pkey PRIMARY KEY (organization_id, sale_id, number);
ALTER TABLE ONLY public.sales_tender
    ADD CONSTRAINT sales_tender_pkey PRIMARY KEY (organization_id, sale_id, number);
ALTER TABLE ONLY public.sales_tip
    ADD CONSTRAINT sales_tip_pkey PRIMARY KEY (organization_id, entry_id, number);
ALTER TABLE ONLY public.sales_told
    ADD CONSTRAINT sales_told_pkey PRIMARY KEY (organization_id, "position");
ALTER TABLE ONLY public.staff_secret
    ADD CONSTRAINT secret_once UNIQUE (organization_id, employee_id, kind);
ALTER TABLE ONLY public.fiscal_sending
    ADD CONSTRAINT sending_number_once UNIQUE (organization_id, channel, lane, number);
ALTER TABLE ONLY public.invoices_series
    ADD CONSTRAINT series_once UNIQUE (organization_id, legal_entity_id, kind, year);
ALTER TABLE ONLY public.shops_setting_change
    ADD CONSTRAINT setting_change_undone_once UNIQUE (organization_id, undoes);
ALTER TABLE ONLY public.platform_setting
    ADD CONSTRAINT setting_once_a_place UNIQUE NULLS NOT DISTINCT (organization_id, level, group_id, legal_entity_id, store_id, till_id, name);
ALTER TABLE ONLY public.settlements_bank_movement
    ADD CONSTRAINT settlements_bank_movement_pkey PRIMARY KEY (organization_id, key);
ALTER TABLE ONLY public.settlements_file
    ADD CONSTRAINT settlements_file_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.settlements_line
    ADD CONSTRAINT settlements_line_pkey PRIMARY KEY (organization_id, provider, key);
ALTER TABLE ONLY public.settlements_note
    ADD CONSTRAINT settlements_note_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.shops_setting_change
    ADD CONSTRAINT shops_setting_change_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.identity_sign_on_link
    ADD CONSTRAINT sign_on_link_once UNIQUE (organization_id, issuer, subject);
ALTER TABLE ONLY public.catalog_snapshot
    ADD CONSTRAINT snapshot_once UNIQUE (organization_id, store_id, "position");
ALTER TABLE ONLY public.catalog_sold_out
    ADD CONSTRAINT sold_out_once UNIQUE (organization_id, store_id, item_id);
ALTER TABLE ONLY public.staff_policy
    ADD CONSTRAINT staff_policy_pkey PRIMARY KEY (organization_id);
ALTER TABLE ONLY public.staff_post
    ADD CONSTRAINT staff_post_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.staff_post_version
    ADD CONSTRAINT staff_post_version_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.staff_role
    ADD CONSTRAINT staff_role_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.staff_role_version
    ADD CONSTRAINT staff_role_version_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.staff_secret
    ADD CONSTRAINT staff_secret_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.staff_time_correction
    ADD CONSTRAINT staff_time_correction_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.stock_booking
    ADD CONSTRAINT stock_booking_pkey PRIMARY KEY (organization_id, store_id, item_id, "position", line);
ALTER TABLE ONLY public.stock_counting
    ADD CONSTRAINT stock_counting_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.stock_holding
    ADD CONSTRAINT stock_holding_pkey PRIMARY KEY (organization_id, store_id, item_id);
ALTER TABLE ONLY public.stock_level
    ADD CONSTRAINT stock_level_pkey PRIMARY KEY (organization_id, store_id, item_id);
ALTER TABLE ONLY public.stock_lot_booking
    ADD CONSTRAINT stock_lot_booking_pkey PRIMARY KEY (organization_id, "position", line, is_serial, code, is_stated);
ALTER TABLE ONLY public.stock_lot_level
    ADD CONSTRAINT stock_lot_level_pkey PRIMARY KEY (organization_id, store_id, item_id, is_serial, code);
ALTER TABLE ONLY public.stock_movement_cost
    ADD CONSTRAINT stock_movement_cost_pkey PRIMARY KEY (organization_id, document, line);
ALTER TABLE ONLY public.stock_movement_lot
    ADD CONSTRAINT stock_movement_lot_pkey PRIMARY KEY (organization_id, document, line, number);
ALTER TABLE ONLY public.stock_movement
    ADD CONSTRAINT stock_movement_pkey PRIMARY KEY (organization_id, document, line);
ALTER TABLE ONLY public.stock_reservation
    ADD CONSTRAINT stock_reservation_pkey PRIMARY KEY (organization_id, document, line);
ALTER TABLE ONLY public.stock_sold_day
    ADD CONSTRAINT stock_sold_day_pkey PRIMARY KEY (organization_id, store_id, item_id, day);
ALTER TABLE ONLY public.stock_tally_lot
    ADD CONSTRAINT stock_tally_lot_pkey PRIMARY KEY (organization_id, sheet, item_id, number);
ALTER TABLE ONLY public.stock_tally
    ADD CONSTRAINT stock_tally_pkey PRIMARY KEY (organization_id, sheet, item_id);
ALTER TABLE ONLY public.stock_transfer_line
    ADD CONSTRAINT stock_transfer_line_pkey PRIMARY KEY (organization_id, transfer_id, number);
ALTER TABLE ONLY public.stock_transfer
    ADD CONSTRAINT stock_transfer_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.stock_transit
    ADD CONSTRAINT stock_transit_pkey PRIMARY KEY (organization_id, document, line);
ALTER TABLE ONLY public.platform_store_group
    ADD CONSTRAINT store_group_name UNIQUE (organization_id, name);
ALTER TABLE ONLY public.tax_class_switch
    ADD CONSTRAINT tax_class_switch_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.tax_exemption_reason
    ADD CONSTRAINT tax_exemption_reason_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.tax_exemption_revision
    ADD CONSTRAINT tax_exemption_revision_pkey PRIMARY KEY (organization_id, reason_id, number);
ALTER TABLE ONLY public.tax_taxrate
    ADD CONSTRAINT tax_rate_once_a_day UNIQUE (organization_id, tax_class_id, valid_from);
ALTER TABLE ONLY public.tax_store_places
    ADD CONSTRAINT tax_store_places_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.tax_taxclass
    ADD CONSTRAINT tax_taxclass_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.tax_taxrate
    ADD CONSTRAINT tax_taxrate_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.tills_till
    ADD CONSTRAINT till_code_once UNIQUE (organization_id, code);
ALTER TABLE ONLY public.tills_agent
    ADD CONSTRAINT tills_agent_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.tills_agentcode
    ADD CONSTRAINT tills_agentcode_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.tills_chain_head
    ADD CONSTRAINT tills_chain_head_pkey PRIMARY KEY (organization_id, chain_id);
ALTER TABLE ONLY public.tills_enrolment
    ADD CONSTRAINT tills_enrolment_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.tills_enrolmentcode
    ADD CONSTRAINT tills_enrolmentcode_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.tills_office_entry
    ADD CONSTRAINT tills_office_entry_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.tills_parkedbasket
    ADD CONSTRAINT tills_parkedbasket_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.tills_till
    ADD CONSTRAINT tills_till_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.webhooks_message
    ADD CONSTRAINT webhook_told_once UNIQUE (organization_id, endpoint_id, "position");
ALTER TABLE ONLY public.webhooks_endpoint
    ADD CONSTRAINT webhooks_endpoint_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.webhooks_message
    ADD CONSTRAINT webhooks_message_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.witnesses_alarm
    ADD CONSTRAINT witness_alarmed_once UNIQUE (organization_id, witness_id, kind, origin, their_size);
ALTER TABLE ONLY public.witnesses_cosignature
    ADD CONSTRAINT witness_cosigned_once UNIQUE (organization_id, witness_id, origin, size);
ALTER TABLE ONLY public.witnesses_alarm
    ADD CONSTRAINT witnesses_alarm_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.witnesses_cosignature
    ADD CONSTRAINT witnesses_cosignature_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE ONLY public.witnesses_witness
    ADD CONSTRAINT witnesses_witness_pkey PRIMARY KEY (organization_id, id);
CREATE INDEX accounting_safe_movement_takes_back_id_ceb524c5 ON public.accounting_safe_movement USING btree (takes_back_id);
CREATE INDEX act_by_time ON public.sales_act USING btree (organization_id, happened_at);
CREATE INDEX act_purchases_of_person ON public.sales_act USING btree (organization_id, other, happened_at) WHERE (deed = 'staff_purchase'::text);
CREATE INDEX act_returns_of_person ON public.sales_act USING btree (organization_id, store_id, cashier, happened_at) WHERE (deed = 'refund_without_receipt'::text);
CREATE INDEX agent_by_token ON public.tills_agent USING btree (token_hash);
CREATE INDEX agent_code_by_hash ON public.tills_agentcode USING btree (code_hash);
CREATE INDEX alert_by_time ON public.alerts_alert USING btree (organization_id, begun_at DESC);
CREATE UNIQUE INDEX alert_open_once ON public.alerts_alert USING btree (organization_id, kind, subject) WHERE (ended_at IS NULL);
CREATE INDEX allowance_by_chain ON public.payments_voucher_allowance USING btree (organization_id, chain, issued_at DESC);
CREATE INDEX api_token_by_hash ON public.identity_api_token USING btree (token_hash);
CREATE INDEX archived_chain_by_place ON public.fiscal_archived_chain USING btree (organization_id, chain_id, last_sequence DESC);
CREATE INDEX audit_by_act ON public.platform_auditevent USING btree (organization_id, act);
CREATE INDEX audit_by_subject ON public.platform_auditevent USING btree (organization_id, subject, happened_at DESC);
CREATE INDEX audit_by_time ON public.platform_auditevent USING btree (organization_id, happened_at DESC);
CREATE INDEX audit_change_by_act ON public.platform_audit_change USING btree (organization_id, act);
CREATE INDEX audit_change_by_row ON public.platform_audit_change USING btree (organization_id, "row", id DESC);
CREATE INDEX auth_group_name_a6ea08ec_like ON public.auth_group USING btree (name varchar_pattern_ops);
CREATE INDEX auth_group_permissions_group_id_b120cbf9 ON public.auth_group_permissions USING btree (group_id);
CREATE INDEX auth_group_permissions_permission_id_84c5c92e ON public.auth_group_permissions USING btree (permission_id);
CREATE INDEX auth_permission_content_type_id_2f476e4b ON public.auth_permission USING btree (content_type_id);
CREATE INDEX axes_accessattempt_ip_address_10922d9c ON public.axes_accessattempt USING btree (ip_address);
CREATE INDEX axes_accessattempt_user_agent_ad89678b ON public.axes_accessattempt USING btree (user_agent);
CREATE INDEX axes_accessattempt_user_agent_ad89678b_like ON public.axes_accessattempt USING btree (user_agent varchar_pattern_ops);
CREATE INDEX axes_accessattempt_username_3f2d4ca0 ON public.axes_accessattempt USING btree (username);
CREATE INDEX axes_accessattempt_username_3f2d4ca0_like ON public.axes_accessattempt USING btree (username varchar_pattern_ops);
CREATE INDEX axes_accessfailurelog_ip_address_2e9f5a7f ON public.axes_accessfailurelog USING btree (ip_address);
CREATE INDEX axes_accessfailurelog_user_agent_ea145dda ON public.axes_accessfailurelog USING btree (user_agent);
CREATE INDEX axes_accessfailurelog_user_agent_ea145dda_like ON public.axes_accessfailurelog USING btree (user_agent varchar_pattern_ops);
CREATE INDEX axes_accessfailurelog_username_a8b7e8a4 ON public.axes_accessfailurelog USING btree (username);
CREATE INDEX axes_accessfailurelog_username_a8b7e8a4_like ON public.axes_accessfailurelog USING btree (username varchar_pattern_ops);
CREATE INDEX axes_accesslog_ip_address_86b417e5 ON public.axes_accesslog USING btree (ip_address);
CREATE INDEX axes_accesslog_user_agent_0e659004 ON public.axes_accesslog USING btree (user_agent);
CREATE INDEX axes_accesslog_user_agent_0e659004_like ON public.axes_accesslog USING btree (user_agent varchar_pattern_ops);
CREATE INDEX axes_accesslog_username_df93064b ON public.axes_accesslog USING btree (username);
CREATE INDEX axes_accesslog_username_df93064b_like ON public.axes_accesslog USING btree (username varchar_pattern_ops);
CREATE INDEX bank_move_by_time ON public.payments_bank_move USING btree (organization_id, taken_at DESC);
CREATE INDEX bank_movement_by_day ON public.settlements_bank_movement USING btree (organization_id, store_id, day);
CREATE INDEX bank_movement_by_file ON public.settlements_bank_movement USING btree (organization_id, file_id);
CREATE INDEX booking_by_document ON public.stock_booking USING btree (organization_id, document);
CREATE INDEX bottle_deposit_by_voucher ON public.sales_bottle_deposit USING btree (organization_id, voucher) WHERE (NOT (voucher = ''::text));
CREATE INDEX breakage_by_card ON public.accounting_breakage USING btree (organization_id, voucher);
CREATE INDEX card_attempt_by_entry ON public.payments_card_attempt USING btree (organization_id, chain, sequence) WHERE (chain IS NOT NULL);
CREATE INDEX card_attempt_by_time ON public.payments_card_attempt USING btree (organization_id, made_at DESC);
CREATE INDEX card_attempt_holds ON public.payments_card_attempt USING btree (organization_id, made_at DESC) WHERE (((kind)::text = 'reserve'::text) AND ((state)::text = 'approved'::text));
CREATE INDEX card_attempt_offline ON public.payments_card_attempt USING btree (organization_id, offline) WHERE ((offline)::text = ANY (ARRAY[('waiting'::character varying)::text, ('refused'::character varying)::text]));
CREATE INDEX card_attempt_reversals ON public.payments_card_attempt USING btree (organization_id, reverses) WHERE (reverses IS NOT NULL);
CREATE INDEX card_attempt_unsettled ON public.payments_card_attempt USING btree (organization_id, state) WHERE ((chain IS NULL) AND ((state)::text = ANY (ARRAY[('pending'::character varying)::text, ('unknown'::character varying)::text, ('approved'::character varying)::text])));
CREATE INDEX catalog_barcode_item_id_afcc8ba6 ON public.catalog_barcode USING btree (item_id);
CREATE INDEX catalog_category_parent_id_f61bd017 ON public.catalog_category USING btree (parent_id);
CREATE INDEX catalog_item_product_id_ca145129 ON public.catalog_item USING btree (product_id);
CREATE INDEX catalog_product_category_id_35bf920b ON public.catalog_product USING btree (category_id);
CREATE INDEX catalog_product_tax_class_id_ea135695 ON public.catalog_product USING btree (tax_class_id);
CREATE INDEX catalog_snapshot_store_id_aa7f8161 ON public.catalog_snapshot USING btree (store_id);
CREATE INDEX chain_transfer_by_block ON public.payments_chain_transfer USING btree (organization_id, account_id, block);
CREATE INDEX chain_transfer_by_payment ON public.payments_chain_transfer USING btree (organization_id, payment);
CREATE INDEX charged_price_by_day ON public.sales_charged_price USING btree (organization_id, store_id, day);
CREATE INDEX class_switch_by_position ON public.tax_class_switch USING btree (organization_id, "position" DESC);
CREATE INDEX code_payment_by_entry ON public.payments_code_payment USING btree (organization_id, chain, sequence) WHERE (chain IS NOT NULL);
CREATE INDEX code_payment_by_time ON public.payments_code_payment USING btree (organization_id, made_at DESC);
CREATE INDEX commissions_rule_employee_id_d66e4548 ON public.commissions_rule USING btree (employee_id);
CREATE INDEX consent_by_customer ON public.customers_consent USING btree (organization_id, customer_id, happened_at);
CREATE INDEX counting_by_time ON public.stock_counting USING btree (organization_id, begun_at DESC);
CREATE INDEX coupon_code_by_promotion ON public.catalog_coupon_code USING btree (organization_id, promotion);
CREATE INDEX customer_by_email ON public.customers_customer USING btree (organization_id, lower(email)) WHERE (NOT (email = ''::text));
CREATE INDEX customer_by_name ON public.customers_customer USING btree (organization_id, name);
CREATE INDEX customer_by_phone ON public.customers_customer USING btree (organization_id, ltrim(regexp_replace(phone, '[^0-9]'::text, ''::text, 'g'::text), '0'::text)) WHERE (NOT (phone = ''::text));
CREATE INDEX customer_by_triples ON public.customers_customer USING gin (public.comptoir_triples(organization_id, folded)) WITH (gin_pending_list_limit='256');
CREATE UNIQUE INDEX customer_card_once ON public.customers_customer USING btree (organization_id, upper(regexp_replace(card, '[^0-9A-Za-z]'::text, ''::text, 'g'::text))) WHERE (NOT (card = ''::text));
CREATE INDEX delivery_by_entry ON public.papers_delivery USING btree (organization_id, entry_id);
CREATE INDEX delivery_by_order ON public.purchasing_delivery USING btree (organization_id, order_id);
CREATE INDEX delivery_due ON public.papers_delivery USING btree (next_try_at) WHERE ((state)::text = 'queued'::text);
CREATE INDEX delivery_to_erase ON public.papers_delivery USING btree (organization_id, concluded_at) WHERE (address IS NOT NULL);
CREATE INDEX django_session_expire_date_a5c62663 ON public.django_session USING btree (expire_date);
CREATE INDEX django_session_session_key_c0390e0f_like ON public.django_session USING btree (session_key varchar_pattern_ops);
CREATE INDEX document_by_entry ON public.invoices_document USING btree (organization_id, entry_id);
CREATE INDEX document_by_time ON public.invoices_document USING btree (organization_id, issued_at DESC);
CREATE UNIQUE INDEX document_correction_once ON public.invoices_document USING btree (organization_id, corrects_id, entry_id) WHERE (corrects_id IS NOT NULL);
CREATE INDEX enrolment_by_token ON public.tills_enrolment USING btree (token_hash);
CREATE INDEX enrolment_code_by_hash ON public.tills_enrolmentcode USING btree (code_hash);
CREATE INDEX entry_event_by_time ON public.sales_entry USING btree (organization_id, device_time) WHERE (kind = 'technical_event'::text);
CREATE INDEX export_at_work ON public.moving_export USING btree (organization_id) WHERE ((state)::text = ANY (ARRAY[('waiting'::character varying)::text, ('working'::character varying)::text, ('ready'::character varying)::text]));
CREATE UNIQUE INDEX export_one_at_once ON public.moving_export USING btree (organization_id) WHERE ((state)::text = ANY (ARRAY[('waiting'::character varying)::text, ('working'::character varying)::text]));
CREATE INDEX fiscal_fact_by_name ON public.fiscal_fact USING btree (organization_id, plugin, name, subject);
CREATE INDEX hook_event_due ON public.links_hook_event USING btree (received_at) WHERE (done_at IS NULL);
CREATE INDEX hook_event_to_forget ON public.links_hook_event USING btree (organization_id, received_at);
CREATE INDEX identity_employee_user_id_69a32576 ON public.identity_employee USING btree (user_id);
CREATE INDEX identity_invitation_employee_id_01717bb6 ON public.identity_invitation USING btree (employee_id);
CREATE INDEX identity_membership_user_id_91967c9a ON public.identity_membership USING btree (user_id);
CREATE INDEX identity_passkey_user_id_aef1dd23 ON public.identity_passkey USING btree (user_id);
CREATE INDEX identity_password_reset_user_id_3b3a31a0 ON public.identity_password_reset USING btree (user_id);
CREATE INDEX identity_recovery_code_user_id_2eb2542c ON public.identity_recovery_code USING btree (user_id);
CREATE INDEX identity_session_expire_date_b5996a10 ON public.identity_session USING btree (expire_date);
CREATE INDEX identity_session_number_e5707d38 ON public.identity_session USING btree (number);
CREATE INDEX identity_session_session_key_767bc70f_like ON public.identity_session USING btree (session_key varchar_pattern_ops);
CREATE INDEX identity_session_user_834343d1 ON public.identity_session USING btree ("user");
CREATE INDEX identity_sign_on_link_user_id_3c7e00f9 ON public.identity_sign_on_link USING btree (user_id);
CREATE INDEX identity_user_email_65af1202_like ON public.identity_user USING btree (email text_pattern_ops);
CREATE INDEX idx_procrastinate_jobs_worker_not_null ON public.procrastinate_jobs USING btree (worker_id) WHERE ((worker_id IS NOT NULL) AND (status = 'doing'::public.procrastinate_job_status));
CREATE INDEX idx_procrastinate_workers_last_heartbeat ON public.procrastinate_workers USING btree (last_heartbeat);
CREATE INDEX incident_by_time ON public.sales_incident USING btree (organization_id, opened_at DESC);
CREATE UNIQUE INDEX incident_open_once ON public.sales_incident USING btree (organization_id, till_id, chain, code) WHERE (resolved_at IS NULL);
CREATE INDEX invitation_by_hash ON public.identity_invitation USING btree (code_hash);
CREATE INDEX invitation_letter_due ON public.papers_invitation_letter USING btree (next_try_at) WHERE ((state)::text = 'queued'::text);
CREATE INDEX invoices_document_corrects_id_b212f2f2 ON public.invoices_document USING btree (corrects_id);
CREATE INDEX invoices_document_entry_id_e8c76cac ON public.invoices_document USING btree (entry_id);
CREATE INDEX invoices_document_legal_entity_id_425a6588 ON public.invoices_document USING btree (legal_entity_id);
CREATE INDEX invoices_series_legal_entity_id_d3710bda ON public.invoices_series USING btree (legal_entity_id);
CREATE INDEX item_by_folded_name ON public.catalog_item USING btree (organization_id, folded);
CREATE INDEX item_by_triples ON public.catalog_item USING gin (public.comptoir_triples(organization_id, folded)) WITH (gin_pending_list_limit='256');
CREATE INDEX item_on_sale ON public.catalog_item USING btree (organization_id, id) WHERE (NOT is_archived);
CREATE INDEX item_traits_by_parent ON public.catalog_item_traits USING btree (organization_id, parent_id);
CREATE INDEX kept_answer_by_age ON public.api_kept_answer USING btree (organization_id, made_at);
CREATE INDEX letter_by_order ON public.purchasing_letter USING btree (organization_id, order_id);
CREATE INDEX letter_due ON public.purchasing_letter USING btree (next_try_at) WHERE ((state)::text = 'queued'::text);
CREATE INDEX line_by_lot ON public.sales_line_label USING btree (organization_id, lot) WHERE (NOT (lot = ''::text));
CREATE INDEX line_by_promotion ON public.sales_line_promotion USING btree (organization_id, promotion);
CREATE INDEX line_by_serial ON public.sales_line_label USING btree (organization_id, serial) WHERE (NOT (serial = ''::text));
CREATE INDEX link_at_tills ON public.links_link USING btree (organization_id, store_id) WHERE ((settled_at IS NULL) AND (till IS NOT NULL));
CREATE INDEX link_by_time ON public.links_link USING btree (organization_id, made_at DESC);
CREATE INDEX link_by_token ON public.links_link USING btree (token);
CREATE INDEX link_try_by_link ON public.links_try USING btree (organization_id, link_id, made_at);
CREATE INDEX link_try_due ON public.links_try USING btree (next_at) WHERE ((state)::text = 'pending'::text);
CREATE INDEX list_price_by_item ON public.catalog_price_list_entry USING btree (organization_id, item_id, "position" DESC);
CREATE INDEX log_by_subject ON public.platform_log USING btree (organization_id, subject);
CREATE INDEX lot_booking_by_code ON public.stock_lot_booking USING btree (organization_id, code);
CREATE INDEX lot_booking_by_document ON public.stock_lot_booking USING btree (organization_id, document);
CREATE INDEX lot_booking_by_item ON public.stock_lot_booking USING btree (organization_id, item_id, store_id, code);
CREATE INDEX lot_by_code ON public.stock_lot_level USING btree (organization_id, code);
CREATE INDEX lot_by_last_day ON public.stock_lot_level USING btree (organization_id, store_id, expires) WHERE (on_hand_milli > 0);
CREATE INDEX mailing_due ON public.insights_mailing USING btree (next_at) WHERE (ended_at IS NULL);
CREATE INDEX move_at_work ON public.moving_move USING btree (organization_id) WHERE ((state)::text = ANY (ARRAY[('trying'::character varying)::text, ('taking'::character varying)::text, ('returning'::character varying)::text]));
CREATE INDEX move_holds_words ON public.moving_move USING btree (created_at) WHERE holds_words;
CREATE INDEX movement_of_loss ON public.stock_movement USING btree (organization_id, document, line) WHERE ((reason)::text = ANY (ARRAY[('loss'::character varying)::text, ('damaged'::character varying)::text, ('waste'::character varying)::text]));
CREATE INDEX offer_by_item ON public.purchasing_offer USING btree (organization_id, item_id);
CREATE INDEX office_by_kind ON public.tills_office_entry USING btree (organization_id, kind, sequence);
CREATE UNIQUE INDEX office_name_once ON public.tills_office_entry USING btree (organization_id, kind, name) WHERE (NOT (name = ''::text));
CREATE INDEX order_by_place ON public.sales_order USING btree (organization_id, chain, sequence);
CREATE INDEX order_by_time ON public.sales_order USING btree (organization_id, ordered_at DESC);
CREATE INDEX papers_delivery_entry_id_4b7a3974 ON public.papers_delivery USING btree (entry_id);
CREATE INDEX papers_invitation_letter_invitation_id_9a61fb5c ON public.papers_invitation_letter USING btree (invitation_id);
CREATE INDEX payments_voucher_hold_voucher_id_04b2762c ON public.payments_voucher_hold USING btree (voucher_id);
CREATE INDEX platform_store_group_id_f736176b ON public.platform_store USING btree (group_id);
CREATE INDEX platform_store_legal_entity_id_14ff1755 ON public.platform_store USING btree (legal_entity_id);
CREATE INDEX post_version_by_position ON public.staff_post_version USING btree (organization_id, "position" DESC);
CREATE INDEX price_by_change ON public.catalog_price USING btree (organization_id, changed_at);
CREATE INDEX price_by_item_position ON public.catalog_price USING btree (organization_id, item_id, "position" DESC);
CREATE INDEX print_job_by_store ON public.labels_print_job USING btree (organization_id, store_id, made_at DESC);
CREATE INDEX print_job_waiting ON public.labels_print_job USING btree (organization_id, agent) WHERE ((state)::text = 'waiting'::text);
CREATE INDEX procrastinate_events_job_id_fkey_v1 ON public.procrastinate_events USING btree (job_id);
CREATE INDEX procrastinate_jobs_id_lock_idx_v1 ON public.procrastinate_jobs USING btree (id, lock) WHERE (status = ANY (ARRAY['todo'::public.procrastinate_job_status, 'doing'::public.procrastinate_job_status]));
CREATE UNIQUE INDEX procrastinate_jobs_lock_idx_v1 ON public.procrastinate_jobs USING btree (lock) WHERE (status = 'doing'::public.procrastinate_job_status);
CREATE INDEX procrastinate_jobs_priority_idx_v1 ON public.procrastinate_jobs USING btree (priority DESC, id) WHERE (status = 'todo'::public.procrastinate_job_status);
CREATE INDEX procrastinate_jobs_queue_name_idx_v1 ON public.procrastinate_jobs USING btree (queue_name);
CREATE UNIQUE INDEX procrastinate_jobs_queueing_lock_idx_v1 ON public.procrastinate_jobs USING btree (queueing_lock) WHERE (status = 'todo'::public.procrastinate_job_status);
CREATE INDEX procrastinate_periodic_defers_job_id_fkey_v1 ON public.procrastinate_periodic_defers USING btree (job_id);
CREATE INDEX purchase_by_supplier ON public.purchasing_order USING btree (organization_id, supplier_id, number DESC);
CREATE INDEX purchase_line_by_item ON public.purchasing_order_line USING btree (organization_id, item_id);
CREATE INDEX quarantine_by_place ON public.sales_quarantine USING btree (organization_id, chain, sequence);
CREATE INDEX recipient_due ON public.purchasing_recipient USING btree (next_try_at);
CREATE INDEX reservation_by_item ON public.stock_reservation USING btree (organization_id, item_id, store_id);
CREATE INDEX restriction_due ON public.invoices_restriction USING btree (organization_id, kept_until) WHERE (erased_at IS NULL);
CREATE UNIQUE INDEX retention_one_run ON public.retention_run USING btree (organization_id) WHERE ((state)::text = 'running'::text);
CREATE INDEX retention_run_by_time ON public.retention_run USING btree (organization_id, moment DESC);
CREATE INDEX role_version_by_position ON public.staff_role_version USING btree (organization_id, "position" DESC);
CREATE INDEX safe_by_time ON public.accounting_safe_movement USING btree (organization_id, store_id, happened_at);
CREATE UNIQUE INDEX safe_movement_taken_back_once ON public.accounting_safe_movement USING btree (organization_id, takes_back_id) WHERE (takes_back_id IS NOT NULL);
CREATE INDEX sale_by_amount ON public.sales_sale USING btree (organization_id, gross, sold_at);
CREATE INDEX sale_by_parked ON public.sales_parked_sale USING btree (organization_id, parked);
CREATE INDEX sale_by_refunded ON public.sales_sale USING btree (organization_id, refers_to_chain, refers_to_sequence) WHERE (refers_to_chain IS NOT NULL);
CREATE INDEX sale_by_time ON public.sales_sale USING btree (organization_id, sold_at);
CREATE INDEX sale_not_plain_by_time ON public.sales_sale USING btree (organization_id, sold_at) WHERE (NOT ((kind)::text = 'sale'::text));
CREATE INDEX sales_incident_till_id_650e5358 ON public.sales_incident USING btree (till_id);
CREATE INDEX sales_quarantine_till_id_bdf3552e ON public.sales_quarantine USING btree (till_id);
CREATE INDEX sales_session_till_id_7d075057 ON public.sales_session USING btree (till_id);
CREATE UNIQUE INDEX scale_label_once ON public.catalog_scalelabel USING btree (organization_id, store_id, prefix) NULLS NOT DISTINCT WHERE (ended_position IS NULL);
CREATE INDEX sending_waiting ON public.fiscal_sending USING btree (organization_id, channel, due_at) WHERE ((state)::text = 'waiting'::text);
CREATE INDEX session_by_opening ON public.sales_session USING btree (organization_id, opened_at);
CREATE INDEX setting_change_by_time ON public.shops_setting_change USING btree (organization_id, made_at DESC);
CREATE INDEX setting_change_due ON public.shops_setting_change USING btree (starts_at) WHERE ((state)::text = 'planned'::text);
CREATE INDEX settled_note_by_subject ON public.settlements_note USING btree (organization_id, subject);
CREATE INDEX settlement_file_by_time ON public.settlements_file USING btree (organization_id, tried_at DESC);
CREATE INDEX settlement_line_by_day ON public.settlements_line USING btree (organization_id, store_id, day);
CREATE INDEX settlement_line_by_file ON public.settlements_line USING btree (organization_id, file_id);
CREATE INDEX shelf_label_wanted ON public.labels_shelf_label USING btree (organization_id, store_id) WHERE (wanted_at IS NOT NULL);
CREATE INDEX sold_by_day ON public.stock_sold_day USING btree (organization_id, store_id, day);
CREATE INDEX staff_post_employee_id_5d683d1d ON public.staff_post USING btree (employee_id);
CREATE INDEX staff_post_role_id_24442942 ON public.staff_post USING btree (role_id);
CREATE INDEX staff_post_store_id_f9a4e84b ON public.staff_post USING btree (store_id);
CREATE INDEX staff_post_till_id_25242f51 ON public.staff_post USING btree (till_id);
CREATE INDEX staff_secret_employee_id_fd913be7 ON public.staff_secret USING btree (employee_id);
CREATE INDEX staff_time_correction_employee_id_1064fde6 ON public.staff_time_correction USING btree (employee_id);
CREATE INDEX staff_time_correction_store_id_ae312650 ON public.staff_time_correction USING btree (store_id);
CREATE UNIQUE INDEX standing_exemption_once ON public.customers_standing_exemption USING btree (organization_id, customer_id) WHERE (ended_position IS NULL);
CREATE INDEX store_places_by_position ON public.tax_store_places USING btree (organization_id, "position" DESC);
CREATE INDEX tally_by_counting ON public.stock_tally USING btree (organization_id, counting_id, item_id);
CREATE INDEX tally_lot_by_counting ON public.stock_tally_lot USING btree (organization_id, counting_id);
CREATE INDEX tax_class_switch_becomes_id_b613243d ON public.tax_class_switch USING btree (becomes_id);
CREATE INDEX tax_class_switch_tax_class_id_7645c9e6 ON public.tax_class_switch USING btree (tax_class_id);
CREATE INDEX tax_store_places_store_id_2e01f844 ON public.tax_store_places USING btree (store_id);
CREATE INDEX tax_taxrate_tax_class_id_790e3bb2 ON public.tax_taxrate USING btree (tax_class_id);
CREATE INDEX tender_by_account ON public.sales_tender_detail USING btree (organization_id, account) WHERE (account IS NOT NULL);
CREATE INDEX terminal_attempt_by_terminal ON public.payments_terminal_attempt USING btree (organization_id, terminal_id, made_at DESC);
CREATE INDEX terminal_attempt_open ON public.payments_terminal_attempt USING btree (next_at) WHERE ((state)::text = ANY (ARRAY[('pending'::character varying)::text, ('unknown'::character varying)::text]));
CREATE INDEX tills_agent_store_id_fcac18dc ON public.tills_agent USING btree (store_id);
CREATE INDEX tills_agentcode_store_id_1afe4ea5 ON public.tills_agentcode USING btree (store_id);
CREATE INDEX tills_enrolment_device_id_afb7cbce ON public.tills_enrolment USING btree (device_id);
CREATE INDEX tills_enrolment_till_id_f3475edc ON public.tills_enrolment USING btree (till_id);
CREATE INDEX tills_enrolmentcode_till_id_14c97d41 ON public.tills_enrolmentcode USING btree (till_id);
CREATE INDEX tills_parkedbasket_store_id_d8d05ae6 ON public.tills_parkedbasket USING btree (store_id);
CREATE INDEX tills_parkedbasket_till_id_2d8d9457 ON public.tills_parkedbasket USING btree (till_id);
CREATE INDEX tills_till_store_id_96886dcc ON public.tills_till USING btree (store_id);
CREATE INDEX time_correction_by_time ON public.staff_time_correction USING btree (organization_id, came_at);
CREATE INDEX tip_by_time ON public.sales_tip USING btree (organization_id, given_at);
CREATE INDEX told_by_end ON public.sales_told USING btree (organization_id, ends_at);
CREATE INDEX told_by_store ON public.sales_told USING btree (organization_id, store_id, "position");
CREATE INDEX transfer_by_arrival ON public.stock_transfer USING btree (organization_id, arrival);
CREATE INDEX transfer_by_time ON public.stock_transfer USING btree (organization_id, sent_at DESC);
CREATE INDEX voucher_by_time ON public.payments_voucher USING btree (organization_id, first_at DESC);
CREATE INDEX voucher_movement_by_allowance ON public.payments_voucher_movement USING btree (organization_id, allowance) WHERE (allowance IS NOT NULL);
CREATE INDEX voucher_movement_by_card ON public.payments_voucher_movement USING btree (organization_id, voucher_id, moved_at);
CREATE INDEX webhook_by_time ON public.webhooks_message USING btree (organization_id, endpoint_id, happened_at DESC, id DESC);
CREATE INDEX webhook_due ON public.webhooks_message USING btree (next_try_at) WHERE ((state)::text = 'queued'::text);
CREATE INDEX webhook_to_forget ON public.webhooks_message USING btree (organization_id, concluded_at);
CREATE INDEX witness_cosigned ON public.witnesses_cosignature USING btree (organization_id, origin, size);
CREATE UNIQUE INDEX witness_once ON public.witnesses_witness USING btree (organization_id, key) WHERE (removed_at IS NULL);
CREATE TRIGGER customers_only_added BEFORE DELETE OR UPDATE ON public.customers_consent FOR EACH ROW EXECUTE FUNCTION public.customers_only_added();
CREATE TRIGGER customers_only_added BEFORE DELETE OR UPDATE ON public.customers_consent_text FOR EACH ROW EXECUTE FUNCTION public.customers_only_added();
CREATE TRIGGER forget_earned_delete AFTER DELETE ON public.insights_item_day REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.insights_forget_earned('0');
CREATE TRIGGER forget_earned_delete AFTER DELETE ON public.stock_sold_day REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.insights_forget_earned('1');
CREATE TRIGGER forget_earned_insert AFTER INSERT ON public.insights_item_day REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.insights_forget_earned('0');
CREATE TRIGGER forget_earned_insert AFTER INSERT ON public.stock_sold_day REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.insights_forget_earned('1');
CREATE TRIGGER forget_earned_update AFTER UPDATE ON public.insights_item_day REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.insights_forget_earned('0');
CREATE TRIGGER forget_earned_update AFTER UPDATE ON public.stock_sold_day REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.insights_forget_earned('1');
CREATE TRIGGER invoices_only_forgets BEFORE UPDATE ON public.invoices_document FOR EACH ROW EXECUTE FUNCTION public.invoices_only_forgets();
CREATE TRIGGER procrastinate_jobs_notify_queue_job_aborted_v1 AFTER UPDATE OF abort_requested ON public.procrastinate_jobs FOR EACH ROW WHEN (((old.abort_requested = false) AND (new.abort_requested = true) AND (new.status = 'doing'::public.procrastinate_job_status))) EXECUTE FUNCTION public.procrastinate_notify_queue_abort_job_v1();
CREATE TRIGGER procrastinate_jobs_notify_queue_job_inserted_v1 AFTER INSERT ON public.procrastinate_jobs FOR EACH ROW WHEN ((new.status = 'todo'::public.procrastinate_job_status)) EXECUTE FUNCTION public.procrastinate_notify_queue_job_inserted_v1();
CREATE TRIGGER procrastinate_trigger_abort_requested_events_v1 AFTER UPDATE OF abort_requested ON public.procrastinate_jobs FOR EACH ROW WHEN ((new.abort_requested = true)) EXECUTE FUNCTION public.procrastinate_trigger_abort_requested_events_procedure_v1();
CREATE TRIGGER procrastinate_trigger_delete_jobs_v1 BEFORE DELETE ON public.procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION public.procrastinate_unlink_periodic_defers_v1();
CREATE TRIGGER procrastinate_trigger_scheduled_events_v1 AFTER INSERT OR UPDATE ON public.procrastinate_jobs FOR EACH ROW WHEN (((new.scheduled_at IS NOT NULL) AND (new.status = 'todo'::public.procrastinate_job_status))) EXECUTE FUNCTION public.procrastinate_trigger_function_scheduled_events_v1();
CREATE TRIGGER procrastinate_trigger_status_events_insert_v1 AFTER INSERT ON public.procrastinate_jobs FOR EACH ROW WHEN ((new.status = 'todo'::public.procrastinate_job_status)) EXECUTE FUNCTION public.procrastinate_trigger_function_status_events_insert_v1();
CREATE TRIGGER procrastinate_trigger_status_events_update_v1 AFTER UPDATE OF status ON public.procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION public.procrastinate_trigger_function_status_events_update_v1();
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissio_permission_id_84c5c92e_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES public.auth_permission(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_b120cbf9_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_2f476e4b_fk_django_co FOREIGN KEY (content_type_id) REFERENCES public.django_content_type(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.axes_accessattemptexpiration
    ADD CONSTRAINT axes_accessattemptex_access_attempt_id_6b73a47a_fk_axes_acce FOREIGN KEY (access_attempt_id) REFERENCES public.axes_accessattempt(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounting_books
    ADD CONSTRAINT fk_accounting_books_legal_entity_id FOREIGN KEY (organization_id, legal_entity_id) REFERENCES public.platform_legalentity(organization_id, id);
ALTER TABLE ONLY public.accounting_breakage
    ADD CONSTRAINT fk_accounting_breakage_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.accounting_closed_day
    ADD CONSTRAINT fk_accounting_closed_day_closing_id FOREIGN KEY (organization_id, closing_id) REFERENCES public.accounting_closing(organization_id, id);
ALTER TABLE ONLY public.accounting_closed_day
    ADD CONSTRAINT fk_accounting_closed_day_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.accounting_closing
    ADD CONSTRAINT fk_accounting_closing_legal_entity_id FOREIGN KEY (organization_id, legal_entity_id) REFERENCES public.platform_legalentity(organization_id, id);
ALTER TABLE ONLY public.accounting_own_account
    ADD CONSTRAINT fk_accounting_own_account_legal_entity_id FOREIGN KEY (organization_id, legal_entity_id) REFERENCES public.platform_legalentity(organization_id, id);
ALTER TABLE ONLY public.accounting_reopening
    ADD CONSTRAINT fk_accounting_reopening_closing_id FOREIGN KEY (organization_id, closing_id) REFERENCES public.accounting_closing(organization_id, id);
ALTER TABLE ONLY public.accounting_safe_movement
    ADD CONSTRAINT fk_accounting_safe_movement_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.accounting_safe_movement
    ADD CONSTRAINT fk_accounting_safe_movement_takes_back_id FOREIGN KEY (organization_id, takes_back_id) REFERENCES public.accounting_safe_movement(organization_id, id);
ALTER TABLE ONLY public.accounting_terminal_total
    ADD CONSTRAINT fk_accounting_terminal_total_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.alerts_alert
    ADD CONSTRAINT fk_alerts_alert_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.api_kept_answer
    ADD CONSTRAINT fk_api_kept_answer_token_id FOREIGN KEY (organization_id, token_id) REFERENCES public.identity_api_token(organization_id, id);
ALTER TABLE ONLY public.catalog_barcode
    ADD CONSTRAINT fk_catalog_barcode_item_id FOREIGN KEY (organization_id, item_id) REFERENCES public.catalog_item(organization_id, id);
ALTER TABLE ONLY public.catalog_bottle_deposit
    ADD CONSTRAINT fk_catalog_bottle_deposit_item_id FOREIGN KEY (organization_id, item_id) REFERENCES public.catalog_item(organization_id, id);
ALTER TABLE ONLY public.catalog_bottle_voucher_pattern
    ADD CONSTRAINT fk_catalog_bottle_voucher_pattern_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.catalog_bottle_voucher_pattern
    ADD CONSTRAINT fk_catalog_bottle_voucher_pattern_tax_class_id FOREIGN KEY (organization_id, tax_class_id) REFERENCES public.tax_taxclass(organization_id, id);
ALTER TABLE ONLY public.catalog_category
    ADD CONSTRAINT fk_catalog_category_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.catalog_category
    ADD CONSTRAINT fk_catalog_category_parent_id FOREIGN KEY (organization_id, parent_id) REFERENCES public.catalog_category(organization_id, id);
ALTER TABLE ONLY public.catalog_chunk
    ADD CONSTRAINT fk_catalog_chunk_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.catalog_coupon_code
    ADD CONSTRAINT fk_catalog_coupon_code_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.catalog_customergroup
    ADD CONSTRAINT fk_catalog_customergroup_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.catalog_favorites
    ADD CONSTRAINT fk_catalog_favorites_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.catalog_feed
    ADD CONSTRAINT fk_catalog_feed_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.catalog_goods_version
    ADD CONSTRAINT fk_catalog_goods_version_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.catalog_item
    ADD CONSTRAINT fk_catalog_item_product_id FOREIGN KEY (organization_id, product_id) REFERENCES public.catalog_product(organization_id, id);
ALTER TABLE ONLY public.catalog_item_traits
    ADD CONSTRAINT fk_catalog_item_traits_item_id FOREIGN KEY (organization_id, item_id) REFERENCES public.catalog_item(organization_id, id);
ALTER TABLE ONLY public.catalog_item_traits
    ADD CONSTRAINT fk_catalog_item_traits_parent_id FOREIGN KEY (organization_id, parent_id) REFERENCES public.catalog_item(organization_id, id);
ALTER TABLE ONLY public.catalog_modifier_group
    ADD CONSTRAINT fk_catalog_modifier_group_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.catalog_photo
    ADD CONSTRAINT fk_catalog_photo_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.catalog_price
    ADD CONSTRAINT fk_catalog_price_item_id FOREIGN KEY (organization_id, item_id) REFERENCES public.catalog_item(organization_id, id);
ALTER TABLE ONLY public.catalog_price_list_entry
    ADD CONSTRAINT fk_catalog_price_list_entry_item_id FOREIGN KEY (organization_id, item_id) REFERENCES public.catalog_item(organization_id, id);
ALTER TABLE ONLY public.catalog_price_list
    ADD CONSTRAINT fk_catalog_price_list_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.catalog_price
    ADD CONSTRAINT fk_catalog_price_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.catalog_price
    ADD CONSTRAINT fk_catalog_price_tax_class_id FOREIGN KEY (organization_id, tax_class_id) REFERENCES public.tax_taxclass(organization_id, id);
ALTER TABLE ONLY public.catalog_product
    ADD CONSTRAINT fk_catalog_product_category_id FOREIGN KEY (organization_id, category_id) REFERENCES public.catalog_category(organization_id, id);
ALTER TABLE ONLY public.catalog_product
    ADD CONSTRAINT fk_catalog_product_tax_class_id FOREIGN KEY (organization_id, tax_class_id) REFERENCES public.tax_taxclass(organization_id, id);
ALTER TABLE ONLY public.catalog_promotion
    ADD CONSTRAINT fk_catalog_promotion_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.catalog_range_rule
    ADD CONSTRAINT fk_catalog_range_rule_category_id FOREIGN KEY (organization_id, category_id) REFERENCES public.catalog_category(organization_id, id);
ALTER TABLE ONLY public.catalog_range_rule
    ADD CONSTRAINT fk_catalog_range_rule_item_id FOREIGN KEY (organization_id, item_id) REFERENCES public.catalog_item(organization_id, id);
ALTER TABLE ONLY public.catalog_range_rule
    ADD CONSTRAINT fk_catalog_range_rule_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.catalog_range_rule
    ADD CONSTRAINT fk_catalog_range_rule_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.catalog_restriction
    ADD CONSTRAINT fk_catalog_restriction_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.catalog_restriction
    ADD CONSTRAINT fk_catalog_restriction_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.catalog_scalelabel
    ADD CONSTRAINT fk_catalog_scalelabel_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.catalog_scalelabel
    ADD CONSTRAINT fk_catalog_scalelabel_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.catalog_snapshot
    ADD CONSTRAINT fk_catalog_snapshot_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.catalog_sold_out
    ADD CONSTRAINT fk_catalog_sold_out_item_id FOREIGN KEY (organization_id, item_id) REFERENCES public.catalog_item(organization_id, id);
ALTER TABLE ONLY public.catalog_sold_out
    ADD CONSTRAINT fk_catalog_sold_out_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.commissions_kept
    ADD CONSTRAINT fk_commissions_kept_period_id FOREIGN KEY (organization_id, period_id) REFERENCES public.commissions_period(organization_id, id);
ALTER TABLE ONLY public.commissions_kept
    ADD CONSTRAINT fk_commissions_kept_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.commissions_period
    ADD CONSTRAINT fk_commissions_period_legal_entity_id FOREIGN KEY (organization_id, legal_entity_id) REFERENCES public.platform_legalentity(organization_id, id);
ALTER TABLE ONLY public.commissions_rule
    ADD CONSTRAINT fk_commissions_rule_category_id FOREIGN KEY (organization_id, category_id) REFERENCES public.catalog_category(organization_id, id);
ALTER TABLE ONLY public.commissions_rule
    ADD CONSTRAINT fk_commissions_rule_employee_id FOREIGN KEY (organization_id, employee_id) REFERENCES public.identity_employee(organization_id, id);
ALTER TABLE ONLY public.commissions_rule
    ADD CONSTRAINT fk_commissions_rule_item_id FOREIGN KEY (organization_id, item_id) REFERENCES public.catalog_item(organization_id, id);
ALTER TABLE ONLY public.commissions_rule
    ADD CONSTRAINT fk_commissions_rule_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.commissions_rule
    ADD CONSTRAINT fk_commissions_rule_role_id FOREIGN KEY (organization_id, role_id) REFERENCES public.staff_role(organization_id, id);
ALTER TABLE ONLY public.customers_consent
    ADD CONSTRAINT fk_customers_consent_customer_id FOREIGN KEY (organization_id, customer_id) REFERENCES public.customers_customer(organization_id, id);
ALTER TABLE ONLY public.customers_consent_text
    ADD CONSTRAINT fk_customers_consent_text_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.customers_customer
    ADD CONSTRAINT fk_customers_customer_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.customers_standing_exemption
    ADD CONSTRAINT fk_customers_standing_exemption_customer_id FOREIGN KEY (organization_id, customer_id) REFERENCES public.customers_customer(organization_id, id);
ALTER TABLE ONLY public.customers_standing_exemption
    ADD CONSTRAINT fk_customers_standing_exemption_reason_id FOREIGN KEY (organization_id, reason_id) REFERENCES public.tax_exemption_reason(organization_id, id);
ALTER TABLE ONLY public.fiscal_archive
    ADD CONSTRAINT fk_fiscal_archive_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.fiscal_archived_chain
    ADD CONSTRAINT fk_fiscal_archived_chain_archive_id FOREIGN KEY (organization_id, archive_id) REFERENCES public.fiscal_archive(organization_id, id);
ALTER TABLE ONLY public.fiscal_archived_chain
    ADD CONSTRAINT fk_fiscal_archived_chain_chain_id FOREIGN KEY (organization_id, chain_id) REFERENCES public.tills_enrolment(organization_id, id);
ALTER TABLE ONLY public.fiscal_fact
    ADD CONSTRAINT fk_fiscal_fact_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.fiscal_sending
    ADD CONSTRAINT fk_fiscal_sending_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.fiscal_till_document
    ADD CONSTRAINT fk_fiscal_till_document_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.fleet_device
    ADD CONSTRAINT fk_fleet_device_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.identity_api_token
    ADD CONSTRAINT fk_identity_api_token_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.identity_employee
    ADD CONSTRAINT fk_identity_employee_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.identity_employee
    ADD CONSTRAINT fk_identity_employee_user_id FOREIGN KEY (user_id) REFERENCES public.identity_user(id);
ALTER TABLE ONLY public.identity_invitation
    ADD CONSTRAINT fk_identity_invitation_employee_id FOREIGN KEY (organization_id, employee_id) REFERENCES public.identity_employee(organization_id, id);
ALTER TABLE ONLY public.identity_invitation
    ADD CONSTRAINT fk_identity_invitation_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.identity_membership
    ADD CONSTRAINT fk_identity_membership_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.identity_membership
    ADD CONSTRAINT fk_identity_membership_user_id FOREIGN KEY (user_id) REFERENCES public.identity_user(id);
ALTER TABLE ONLY public.identity_sign_in_policy
    ADD CONSTRAINT fk_identity_sign_in_policy_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.identity_sign_on_link
    ADD CONSTRAINT fk_identity_sign_on_link_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.identity_sign_on_link
    ADD CONSTRAINT fk_identity_sign_on_link_user_id FOREIGN KEY (user_id) REFERENCES public.identity_user(id);
ALTER TABLE ONLY public.identity_sign_on_provider
    ADD CONSTRAINT fk_identity_sign_on_provider_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.insights_booked_day
    ADD CONSTRAINT fk_insights_booked_day_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.insights_deed_day
    ADD CONSTRAINT fk_insights_deed_day_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.insights_earned_day
    ADD CONSTRAINT fk_insights_earned_day_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.insights_item_day
    ADD CONSTRAINT fk_insights_item_day_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.insights_item_month
    ADD CONSTRAINT fk_insights_item_month_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.insights_list_day
    ADD CONSTRAINT fk_insights_list_day_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.insights_mailing
    ADD CONSTRAINT fk_insights_mailing_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.insights_mailing
    ADD CONSTRAINT fk_insights_mailing_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.insights_sales_hour
    ADD CONSTRAINT fk_insights_sales_hour_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.insights_saved_report
    ADD CONSTRAINT fk_insights_saved_report_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.insights_saved_report
    ADD CONSTRAINT fk_insights_saved_report_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.insights_session
    ADD CONSTRAINT fk_insights_session_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.insights_tax_day
    ADD CONSTRAINT fk_insights_tax_day_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.insights_tender_day
    ADD CONSTRAINT fk_insights_tender_day_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.invoices_document
    ADD CONSTRAINT fk_invoices_document_corrects_id FOREIGN KEY (organization_id, corrects_id) REFERENCES public.invoices_document(organization_id, id);
ALTER TABLE ONLY public.invoices_document
    ADD CONSTRAINT fk_invoices_document_entry_id FOREIGN KEY (organization_id, entry_id) REFERENCES public.sales_entry(organization_id, id);
ALTER TABLE ONLY public.invoices_document
    ADD CONSTRAINT fk_invoices_document_legal_entity_id FOREIGN KEY (organization_id, legal_entity_id) REFERENCES public.platform_legalentity(organization_id, id);
ALTER TABLE ONLY public.invoices_issuer
    ADD CONSTRAINT fk_invoices_issuer_legal_entity_id FOREIGN KEY (organization_id, legal_entity_id) REFERENCES public.platform_legalentity(organization_id, id);
ALTER TABLE ONLY public.invoices_restriction
    ADD CONSTRAINT fk_invoices_restriction_document_id FOREIGN KEY (organization_id, document_id) REFERENCES public.invoices_document(organization_id, id);
ALTER TABLE ONLY public.invoices_series
    ADD CONSTRAINT fk_invoices_series_legal_entity_id FOREIGN KEY (organization_id, legal_entity_id) REFERENCES public.platform_legalentity(organization_id, id);
ALTER TABLE ONLY public.labels_print_job
    ADD CONSTRAINT fk_labels_print_job_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.labels_printer
    ADD CONSTRAINT fk_labels_printer_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.labels_shelf_label
    ADD CONSTRAINT fk_labels_shelf_label_item_id FOREIGN KEY (organization_id, item_id) REFERENCES public.catalog_item(organization_id, id);
ALTER TABLE ONLY public.labels_shelf_label
    ADD CONSTRAINT fk_labels_shelf_label_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.labels_store_labels
    ADD CONSTRAINT fk_labels_store_labels_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.links_hook
    ADD CONSTRAINT fk_links_hook_account_id FOREIGN KEY (organization_id, account_id) REFERENCES public.payments_provider_account(organization_id, id);
ALTER TABLE ONLY public.links_hook_event
    ADD CONSTRAINT fk_links_hook_event_account_id FOREIGN KEY (organization_id, account_id) REFERENCES public.payments_provider_account(organization_id, id);
ALTER TABLE ONLY public.links_link
    ADD CONSTRAINT fk_links_link_account_id FOREIGN KEY (organization_id, account_id) REFERENCES public.payments_provider_account(organization_id, id);
ALTER TABLE ONLY public.links_link
    ADD CONSTRAINT fk_links_link_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.links_try
    ADD CONSTRAINT fk_links_try_link_id FOREIGN KEY (organization_id, link_id) REFERENCES public.links_link(organization_id, id);
ALTER TABLE ONLY public.moving_export
    ADD CONSTRAINT fk_moving_export_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.moving_move
    ADD CONSTRAINT fk_moving_move_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.moving_moved_customer
    ADD CONSTRAINT fk_moving_moved_customer_customer_id FOREIGN KEY (organization_id, customer_id) REFERENCES public.customers_customer(organization_id, id);
ALTER TABLE ONLY public.moving_moved_customer
    ADD CONSTRAINT fk_moving_moved_customer_move_id FOREIGN KEY (organization_id, move_id) REFERENCES public.moving_move(organization_id, id);
ALTER TABLE ONLY public.moving_moved_item
    ADD CONSTRAINT fk_moving_moved_item_item_id FOREIGN KEY (organization_id, item_id) REFERENCES public.catalog_item(organization_id, id);
ALTER TABLE ONLY public.moving_moved_item
    ADD CONSTRAINT fk_moving_moved_item_move_id FOREIGN KEY (organization_id, move_id) REFERENCES public.moving_move(organization_id, id);
ALTER TABLE ONLY public.moving_moved_thing
    ADD CONSTRAINT fk_moving_moved_thing_move_id FOREIGN KEY (organization_id, move_id) REFERENCES public.moving_move(organization_id, id);
ALTER TABLE ONLY public.papers_delivery
    ADD CONSTRAINT fk_papers_delivery_entry_id FOREIGN KEY (organization_id, entry_id) REFERENCES public.sales_entry(organization_id, id);
ALTER TABLE ONLY public.papers_invitation_letter
    ADD CONSTRAINT fk_papers_invitation_letter_invitation_id FOREIGN KEY (organization_id, invitation_id) REFERENCES public.identity_invitation(organization_id, id);
ALTER TABLE ONLY public.papers_note
    ADD CONSTRAINT fk_papers_note_entry_id FOREIGN KEY (organization_id, entry_id) REFERENCES public.sales_entry(organization_id, id);
ALTER TABLE ONLY public.papers_public_page
    ADD CONSTRAINT fk_papers_public_page_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.payments_bank_message
    ADD CONSTRAINT fk_payments_bank_message_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.payments_bank_move
    ADD CONSTRAINT fk_payments_bank_move_message_id FOREIGN KEY (organization_id, message_id) REFERENCES public.payments_bank_message(organization_id, id);
ALTER TABLE ONLY public.payments_card_attempt_event
    ADD CONSTRAINT fk_payments_card_attempt_event_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.payments_card_attempt
    ADD CONSTRAINT fk_payments_card_attempt_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.payments_chain_transfer
    ADD CONSTRAINT fk_payments_chain_transfer_account_id FOREIGN KEY (organization_id, account_id) REFERENCES public.payments_code_account(organization_id, id);
ALTER TABLE ONLY public.payments_chain_watch
    ADD CONSTRAINT fk_payments_chain_watch_account_id FOREIGN KEY (organization_id, account_id) REFERENCES public.payments_code_account(organization_id, id);
ALTER TABLE ONLY public.payments_code_account
    ADD CONSTRAINT fk_payments_code_account_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.payments_code_account
    ADD CONSTRAINT fk_payments_code_account_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.payments_code_payment
    ADD CONSTRAINT fk_payments_code_payment_account_id FOREIGN KEY (organization_id, account_id) REFERENCES public.payments_code_account(organization_id, id);
ALTER TABLE ONLY public.payments_code_payment_event
    ADD CONSTRAINT fk_payments_code_payment_event_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.payments_code_payment
    ADD CONSTRAINT fk_payments_code_payment_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.payments_exchange_rate
    ADD CONSTRAINT fk_payments_exchange_rate_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.payments_exchange_rate
    ADD CONSTRAINT fk_payments_exchange_rate_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.payments_policy
    ADD CONSTRAINT fk_payments_policy_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.payments_provider_account
    ADD CONSTRAINT fk_payments_provider_account_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.payments_provider_terminal
    ADD CONSTRAINT fk_payments_provider_terminal_account_id FOREIGN KEY (organization_id, account_id) REFERENCES public.payments_provider_account(organization_id, id);
ALTER TABLE ONLY public.payments_provider_terminal
    ADD CONSTRAINT fk_payments_provider_terminal_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.payments_tender_kind
    ADD CONSTRAINT fk_payments_tender_kind_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.payments_tender_kind
    ADD CONSTRAINT fk_payments_tender_kind_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.payments_tender_revision
    ADD CONSTRAINT fk_payments_tender_revision_tender_kind_id FOREIGN KEY (organization_id, tender_kind_id) REFERENCES public.payments_tender_kind(organization_id, id);
ALTER TABLE ONLY public.payments_terminal_attempt
    ADD CONSTRAINT fk_payments_terminal_attempt_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.payments_terminal_attempt
    ADD CONSTRAINT fk_payments_terminal_attempt_terminal_id FOREIGN KEY (organization_id, terminal_id) REFERENCES public.payments_provider_terminal(organization_id, id);
ALTER TABLE ONLY public.payments_tip_work
    ADD CONSTRAINT fk_payments_tip_work_employee_id FOREIGN KEY (organization_id, employee_id) REFERENCES public.identity_employee(organization_id, id);
ALTER TABLE ONLY public.payments_tip_work
    ADD CONSTRAINT fk_payments_tip_work_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.payments_voucher_allowance
    ADD CONSTRAINT fk_payments_voucher_allowance_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.payments_voucher_hold
    ADD CONSTRAINT fk_payments_voucher_hold_voucher_id FOREIGN KEY (organization_id, voucher_id) REFERENCES public.payments_voucher(organization_id, id);
ALTER TABLE ONLY public.payments_voucher_movement
    ADD CONSTRAINT fk_payments_voucher_movement_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.payments_voucher_movement
    ADD CONSTRAINT fk_payments_voucher_movement_voucher_id FOREIGN KEY (organization_id, voucher_id) REFERENCES public.payments_voucher(organization_id, id);
ALTER TABLE ONLY public.payments_voucher
    ADD CONSTRAINT fk_payments_voucher_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.platform_audit_change
    ADD CONSTRAINT fk_platform_audit_change_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.platform_auditevent
    ADD CONSTRAINT fk_platform_auditevent_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.platform_consumer_cursor
    ADD CONSTRAINT fk_platform_consumer_cursor_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.platform_legalentity
    ADD CONSTRAINT fk_platform_legalentity_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.platform_log_head
    ADD CONSTRAINT fk_platform_log_head_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.platform_log
    ADD CONSTRAINT fk_platform_log_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.platform_outbox
    ADD CONSTRAINT fk_platform_outbox_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.platform_setting
    ADD CONSTRAINT fk_platform_setting_group_id FOREIGN KEY (organization_id, group_id) REFERENCES public.platform_store_group(organization_id, id);
ALTER TABLE ONLY public.platform_setting
    ADD CONSTRAINT fk_platform_setting_legal_entity_id FOREIGN KEY (organization_id, legal_entity_id) REFERENCES public.platform_legalentity(organization_id, id);
ALTER TABLE ONLY public.platform_setting
    ADD CONSTRAINT fk_platform_setting_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.platform_setting
    ADD CONSTRAINT fk_platform_setting_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.platform_store
    ADD CONSTRAINT fk_platform_store_group_id FOREIGN KEY (organization_id, group_id) REFERENCES public.platform_store_group(organization_id, id);
ALTER TABLE ONLY public.platform_store_group
    ADD CONSTRAINT fk_platform_store_group_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.platform_store
    ADD CONSTRAINT fk_platform_store_legal_entity_id FOREIGN KEY (organization_id, legal_entity_id) REFERENCES public.platform_legalentity(organization_id, id);
ALTER TABLE ONLY public.platform_tree_head
    ADD CONSTRAINT fk_platform_tree_head_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.platform_tree_tile
    ADD CONSTRAINT fk_platform_tree_tile_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.privacy_erasure
    ADD CONSTRAINT fk_privacy_erasure_customer_id FOREIGN KEY (organization_id, customer_id) REFERENCES public.customers_customer(organization_id, id);
ALTER TABLE ONLY public.purchasing_delivery_line
    ADD CONSTRAINT fk_purchasing_delivery_line_delivery_id FOREIGN KEY (organization_id, delivery_id) REFERENCES public.purchasing_delivery(organization_id, id);
ALTER TABLE ONLY public.purchasing_delivery_line
    ADD CONSTRAINT fk_purchasing_delivery_line_item_id FOREIGN KEY (organization_id, item_id) REFERENCES public.catalog_item(organization_id, id);
ALTER TABLE ONLY public.purchasing_delivery
    ADD CONSTRAINT fk_purchasing_delivery_order_id FOREIGN KEY (organization_id, order_id) REFERENCES public.purchasing_order(organization_id, id);
ALTER TABLE ONLY public.purchasing_letter
    ADD CONSTRAINT fk_purchasing_letter_order_id FOREIGN KEY (organization_id, order_id) REFERENCES public.purchasing_order(organization_id, id);
ALTER TABLE ONLY public.purchasing_low_stock
    ADD CONSTRAINT fk_purchasing_low_stock_item_id FOREIGN KEY (organization_id, item_id) REFERENCES public.catalog_item(organization_id, id);
ALTER TABLE ONLY public.purchasing_low_stock
    ADD CONSTRAINT fk_purchasing_low_stock_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.purchasing_offer
    ADD CONSTRAINT fk_purchasing_offer_item_id FOREIGN KEY (organization_id, item_id) REFERENCES public.catalog_item(organization_id, id);
ALTER TABLE ONLY public.purchasing_offer
    ADD CONSTRAINT fk_purchasing_offer_supplier_id FOREIGN KEY (organization_id, supplier_id) REFERENCES public.purchasing_supplier(organization_id, id);
ALTER TABLE ONLY public.purchasing_order_line
    ADD CONSTRAINT fk_purchasing_order_line_item_id FOREIGN KEY (organization_id, item_id) REFERENCES public.catalog_item(organization_id, id);
ALTER TABLE ONLY public.purchasing_order_line
    ADD CONSTRAINT fk_purchasing_order_line_order_id FOREIGN KEY (organization_id, order_id) REFERENCES public.purchasing_order(organization_id, id);
ALTER TABLE ONLY public.purchasing_order
    ADD CONSTRAINT fk_purchasing_order_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.purchasing_order
    ADD CONSTRAINT fk_purchasing_order_supplier_id FOREIGN KEY (organization_id, supplier_id) REFERENCES public.purchasing_supplier(organization_id, id);
ALTER TABLE ONLY public.purchasing_recipient
    ADD CONSTRAINT fk_purchasing_recipient_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.purchasing_recipient
    ADD CONSTRAINT fk_purchasing_recipient_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.purchasing_reorder_point
    ADD CONSTRAINT fk_purchasing_reorder_point_item_id FOREIGN KEY (organization_id, item_id) REFERENCES public.catalog_item(organization_id, id);
ALTER TABLE ONLY public.purchasing_reorder_point
    ADD CONSTRAINT fk_purchasing_reorder_point_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.purchasing_reorder_point
    ADD CONSTRAINT fk_purchasing_reorder_point_supplier_id FOREIGN KEY (organization_id, supplier_id) REFERENCES public.purchasing_supplier(organization_id, id);
ALTER TABLE ONLY public.purchasing_reorder_rule
    ADD CONSTRAINT fk_purchasing_reorder_rule_item_id FOREIGN KEY (organization_id, item_id) REFERENCES public.catalog_item(organization_id, id);
ALTER TABLE ONLY public.purchasing_reorder_rule
    ADD CONSTRAINT fk_purchasing_reorder_rule_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.purchasing_stock_watch
    ADD CONSTRAINT fk_purchasing_stock_watch_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.purchasing_supplier
    ADD CONSTRAINT fk_purchasing_supplier_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.retention_run
    ADD CONSTRAINT fk_retention_run_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.retention_term
    ADD CONSTRAINT fk_retention_term_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.sales_act
    ADD CONSTRAINT fk_sales_act_entry_id FOREIGN KEY (organization_id, entry_id) REFERENCES public.sales_entry(organization_id, id);
ALTER TABLE ONLY public.sales_act
    ADD CONSTRAINT fk_sales_act_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.sales_act
    ADD CONSTRAINT fk_sales_act_till_id FOREIGN KEY (organization_id, till_id) REFERENCES public.tills_till(organization_id, id);
ALTER TABLE ONLY public.sales_bottle_deposit
    ADD CONSTRAINT fk_sales_bottle_deposit_sale_id FOREIGN KEY (organization_id, sale_id) REFERENCES public.sales_sale(organization_id, id);
ALTER TABLE ONLY public.sales_charged_price
    ADD CONSTRAINT fk_sales_charged_price_item_id FOREIGN KEY (organization_id, item_id) REFERENCES public.catalog_item(organization_id, id);
ALTER TABLE ONLY public.sales_charged_price
    ADD CONSTRAINT fk_sales_charged_price_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.sales_charged_price
    ADD CONSTRAINT fk_sales_charged_price_till_id FOREIGN KEY (organization_id, till_id) REFERENCES public.tills_till(organization_id, id);
ALTER TABLE ONLY public.sales_coupon_use
    ADD CONSTRAINT fk_sales_coupon_use_entry_id FOREIGN KEY (organization_id, entry_id) REFERENCES public.sales_entry(organization_id, id);
ALTER TABLE ONLY public.sales_discrepancy
    ADD CONSTRAINT fk_sales_discrepancy_entry_id FOREIGN KEY (organization_id, entry_id) REFERENCES public.sales_entry(organization_id, id);
ALTER TABLE ONLY public.sales_entry
    ADD CONSTRAINT fk_sales_entry_chain_id FOREIGN KEY (organization_id, chain_id) REFERENCES public.tills_enrolment(organization_id, id);
ALTER TABLE ONLY public.sales_entry
    ADD CONSTRAINT fk_sales_entry_till_id FOREIGN KEY (organization_id, till_id) REFERENCES public.tills_till(organization_id, id);
ALTER TABLE ONLY public.sales_incident
    ADD CONSTRAINT fk_sales_incident_till_id FOREIGN KEY (organization_id, till_id) REFERENCES public.tills_till(organization_id, id);
ALTER TABLE ONLY public.sales_line
    ADD CONSTRAINT fk_sales_line_item_id FOREIGN KEY (organization_id, item_id) REFERENCES public.catalog_item(organization_id, id);
ALTER TABLE ONLY public.sales_line_label
    ADD CONSTRAINT fk_sales_line_label_sale_id FOREIGN KEY (organization_id, sale_id) REFERENCES public.sales_sale(organization_id, id);
ALTER TABLE ONLY public.sales_line_promotion
    ADD CONSTRAINT fk_sales_line_promotion_sale_id FOREIGN KEY (organization_id, sale_id) REFERENCES public.sales_sale(organization_id, id);
ALTER TABLE ONLY public.sales_line
    ADD CONSTRAINT fk_sales_line_sale_id FOREIGN KEY (organization_id, sale_id) REFERENCES public.sales_sale(organization_id, id);
ALTER TABLE ONLY public.sales_order
    ADD CONSTRAINT fk_sales_order_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.sales_order
    ADD CONSTRAINT fk_sales_order_till_id FOREIGN KEY (organization_id, till_id) REFERENCES public.tills_till(organization_id, id);
ALTER TABLE ONLY public.sales_parked_sale
    ADD CONSTRAINT fk_sales_parked_sale_sale_id FOREIGN KEY (organization_id, sale_id) REFERENCES public.sales_sale(organization_id, id);
ALTER TABLE ONLY public.sales_payment
    ADD CONSTRAINT fk_sales_payment_sale_id FOREIGN KEY (organization_id, sale_id) REFERENCES public.sales_sale(organization_id, id);
ALTER TABLE ONLY public.sales_quarantine
    ADD CONSTRAINT fk_sales_quarantine_till_id FOREIGN KEY (organization_id, till_id) REFERENCES public.tills_till(organization_id, id);
ALTER TABLE ONLY public.sales_sale
    ADD CONSTRAINT fk_sales_sale_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.sales_sale
    ADD CONSTRAINT fk_sales_sale_till_id FOREIGN KEY (organization_id, till_id) REFERENCES public.tills_till(organization_id, id);
ALTER TABLE ONLY public.sales_session
    ADD CONSTRAINT fk_sales_session_till_id FOREIGN KEY (organization_id, till_id) REFERENCES public.tills_till(organization_id, id);
ALTER TABLE ONLY public.sales_tax_subtotal
    ADD CONSTRAINT fk_sales_tax_subtotal_sale_id FOREIGN KEY (organization_id, sale_id) REFERENCES public.sales_sale(organization_id, id);
ALTER TABLE ONLY public.sales_tender_detail
    ADD CONSTRAINT fk_sales_tender_detail_sale_id FOREIGN KEY (organization_id, sale_id) REFERENCES public.sales_sale(organization_id, id);
ALTER TABLE ONLY public.sales_tender
    ADD CONSTRAINT fk_sales_tender_sale_id FOREIGN KEY (organization_id, sale_id) REFERENCES public.sales_sale(organization_id, id);
ALTER TABLE ONLY public.sales_tip
    ADD CONSTRAINT fk_sales_tip_entry_id FOREIGN KEY (organization_id, entry_id) REFERENCES public.sales_entry(organization_id, id);
ALTER TABLE ONLY public.sales_tip
    ADD CONSTRAINT fk_sales_tip_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.sales_tip
    ADD CONSTRAINT fk_sales_tip_till_id FOREIGN KEY (organization_id, till_id) REFERENCES public.tills_till(organization_id, id);
ALTER TABLE ONLY public.sales_told
    ADD CONSTRAINT fk_sales_told_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.sales_told
    ADD CONSTRAINT fk_sales_told_till_id FOREIGN KEY (organization_id, till_id) REFERENCES public.tills_till(organization_id, id);
ALTER TABLE ONLY public.settlements_bank_movement
    ADD CONSTRAINT fk_settlements_bank_movement_file_id FOREIGN KEY (organization_id, file_id) REFERENCES public.settlements_file(organization_id, id);
ALTER TABLE ONLY public.settlements_bank_movement
    ADD CONSTRAINT fk_settlements_bank_movement_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.settlements_file
    ADD CONSTRAINT fk_settlements_file_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.settlements_line
    ADD CONSTRAINT fk_settlements_line_file_id FOREIGN KEY (organization_id, file_id) REFERENCES public.settlements_file(organization_id, id);
ALTER TABLE ONLY public.settlements_line
    ADD CONSTRAINT fk_settlements_line_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.settlements_note
    ADD CONSTRAINT fk_settlements_note_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.shops_setting_change
    ADD CONSTRAINT fk_shops_setting_change_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.shops_setting_change
    ADD CONSTRAINT fk_shops_setting_change_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.staff_policy
    ADD CONSTRAINT fk_staff_policy_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.staff_post
    ADD CONSTRAINT fk_staff_post_employee_id FOREIGN KEY (organization_id, employee_id) REFERENCES public.identity_employee(organization_id, id);
ALTER TABLE ONLY public.staff_post
    ADD CONSTRAINT fk_staff_post_role_id FOREIGN KEY (organization_id, role_id) REFERENCES public.staff_role(organization_id, id);
ALTER TABLE ONLY public.staff_post
    ADD CONSTRAINT fk_staff_post_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.staff_post
    ADD CONSTRAINT fk_staff_post_till_id FOREIGN KEY (organization_id, till_id) REFERENCES public.tills_till(organization_id, id);
ALTER TABLE ONLY public.staff_post_version
    ADD CONSTRAINT fk_staff_post_version_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.staff_role
    ADD CONSTRAINT fk_staff_role_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.staff_role_version
    ADD CONSTRAINT fk_staff_role_version_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.staff_secret
    ADD CONSTRAINT fk_staff_secret_employee_id FOREIGN KEY (organization_id, employee_id) REFERENCES public.identity_employee(organization_id, id);
ALTER TABLE ONLY public.staff_time_correction
    ADD CONSTRAINT fk_staff_time_correction_employee_id FOREIGN KEY (organization_id, employee_id) REFERENCES public.identity_employee(organization_id, id);
ALTER TABLE ONLY public.staff_time_correction
    ADD CONSTRAINT fk_staff_time_correction_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.stock_counting
    ADD CONSTRAINT fk_stock_counting_category_id FOREIGN KEY (organization_id, category_id) REFERENCES public.catalog_category(organization_id, id);
ALTER TABLE ONLY public.stock_counting
    ADD CONSTRAINT fk_stock_counting_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.stock_holding
    ADD CONSTRAINT fk_stock_holding_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.stock_level
    ADD CONSTRAINT fk_stock_level_item_id FOREIGN KEY (organization_id, item_id) REFERENCES public.catalog_item(organization_id, id);
ALTER TABLE ONLY public.stock_level
    ADD CONSTRAINT fk_stock_level_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.stock_lot_booking
    ADD CONSTRAINT fk_stock_lot_booking_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.stock_lot_level
    ADD CONSTRAINT fk_stock_lot_level_item_id FOREIGN KEY (organization_id, item_id) REFERENCES public.catalog_item(organization_id, id);
ALTER TABLE ONLY public.stock_lot_level
    ADD CONSTRAINT fk_stock_lot_level_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.stock_movement_cost
    ADD CONSTRAINT fk_stock_movement_cost_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.stock_movement
    ADD CONSTRAINT fk_stock_movement_item_id FOREIGN KEY (organization_id, item_id) REFERENCES public.catalog_item(organization_id, id);
ALTER TABLE ONLY public.stock_movement_lot
    ADD CONSTRAINT fk_stock_movement_lot_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.stock_movement
    ADD CONSTRAINT fk_stock_movement_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.stock_reservation
    ADD CONSTRAINT fk_stock_reservation_item_id FOREIGN KEY (organization_id, item_id) REFERENCES public.catalog_item(organization_id, id);
ALTER TABLE ONLY public.stock_reservation
    ADD CONSTRAINT fk_stock_reservation_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.stock_tally
    ADD CONSTRAINT fk_stock_tally_counting_id FOREIGN KEY (organization_id, counting_id) REFERENCES public.stock_counting(organization_id, id);
ALTER TABLE ONLY public.stock_tally
    ADD CONSTRAINT fk_stock_tally_item_id FOREIGN KEY (organization_id, item_id) REFERENCES public.catalog_item(organization_id, id);
ALTER TABLE ONLY public.stock_tally_lot
    ADD CONSTRAINT fk_stock_tally_lot_counting_id FOREIGN KEY (organization_id, counting_id) REFERENCES public.stock_counting(organization_id, id);
ALTER TABLE ONLY public.stock_tally_lot
    ADD CONSTRAINT fk_stock_tally_lot_item_id FOREIGN KEY (organization_id, item_id) REFERENCES public.catalog_item(organization_id, id);
ALTER TABLE ONLY public.stock_transfer
    ADD CONSTRAINT fk_stock_transfer_destination_id FOREIGN KEY (organization_id, destination_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.stock_transfer_line
    ADD CONSTRAINT fk_stock_transfer_line_item_id FOREIGN KEY (organization_id, item_id) REFERENCES public.catalog_item(organization_id, id);
ALTER TABLE ONLY public.stock_transfer_line
    ADD CONSTRAINT fk_stock_transfer_line_transfer_id FOREIGN KEY (organization_id, transfer_id) REFERENCES public.stock_transfer(organization_id, id);
ALTER TABLE ONLY public.stock_transfer
    ADD CONSTRAINT fk_stock_transfer_origin_id FOREIGN KEY (organization_id, origin_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.stock_transit
    ADD CONSTRAINT fk_stock_transit_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.tax_class_switch
    ADD CONSTRAINT fk_tax_class_switch_becomes_id FOREIGN KEY (organization_id, becomes_id) REFERENCES public.tax_taxclass(organization_id, id);
ALTER TABLE ONLY public.tax_class_switch
    ADD CONSTRAINT fk_tax_class_switch_tax_class_id FOREIGN KEY (organization_id, tax_class_id) REFERENCES public.tax_taxclass(organization_id, id);
ALTER TABLE ONLY public.tax_exemption_reason
    ADD CONSTRAINT fk_tax_exemption_reason_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.tax_exemption_revision
    ADD CONSTRAINT fk_tax_exemption_revision_reason_id FOREIGN KEY (organization_id, reason_id) REFERENCES public.tax_exemption_reason(organization_id, id);
ALTER TABLE ONLY public.tax_store_places
    ADD CONSTRAINT fk_tax_store_places_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.tax_taxclass
    ADD CONSTRAINT fk_tax_taxclass_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.tax_taxrate
    ADD CONSTRAINT fk_tax_taxrate_tax_class_id FOREIGN KEY (organization_id, tax_class_id) REFERENCES public.tax_taxclass(organization_id, id);
ALTER TABLE ONLY public.tills_agent
    ADD CONSTRAINT fk_tills_agent_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.tills_agentcode
    ADD CONSTRAINT fk_tills_agentcode_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.tills_chain_head
    ADD CONSTRAINT fk_tills_chain_head_chain_id FOREIGN KEY (organization_id, chain_id) REFERENCES public.tills_enrolment(organization_id, id);
ALTER TABLE ONLY public.tills_enrolment
    ADD CONSTRAINT fk_tills_enrolment_device_id FOREIGN KEY (organization_id, device_id) REFERENCES public.fleet_device(organization_id, id);
ALTER TABLE ONLY public.tills_enrolment
    ADD CONSTRAINT fk_tills_enrolment_till_id FOREIGN KEY (organization_id, till_id) REFERENCES public.tills_till(organization_id, id);
ALTER TABLE ONLY public.tills_enrolmentcode
    ADD CONSTRAINT fk_tills_enrolmentcode_till_id FOREIGN KEY (organization_id, till_id) REFERENCES public.tills_till(organization_id, id);
ALTER TABLE ONLY public.tills_office_entry
    ADD CONSTRAINT fk_tills_office_entry_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.tills_parkedbasket
    ADD CONSTRAINT fk_tills_parkedbasket_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.tills_parkedbasket
    ADD CONSTRAINT fk_tills_parkedbasket_till_id FOREIGN KEY (organization_id, till_id) REFERENCES public.tills_till(organization_id, id);
ALTER TABLE ONLY public.tills_till
    ADD CONSTRAINT fk_tills_till_store_id FOREIGN KEY (organization_id, store_id) REFERENCES public.platform_store(organization_id, id);
ALTER TABLE ONLY public.webhooks_endpoint
    ADD CONSTRAINT fk_webhooks_endpoint_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.webhooks_message
    ADD CONSTRAINT fk_webhooks_message_endpoint_id FOREIGN KEY (organization_id, endpoint_id) REFERENCES public.webhooks_endpoint(organization_id, id);
ALTER TABLE ONLY public.witnesses_alarm
    ADD CONSTRAINT fk_witnesses_alarm_witness_id FOREIGN KEY (organization_id, witness_id) REFERENCES public.witnesses_witness(organization_id, id);
ALTER TABLE ONLY public.witnesses_cosignature
    ADD CONSTRAINT fk_witnesses_cosignature_witness_id FOREIGN KEY (organization_id, witness_id) REFERENCES public.witnesses_witness(organization_id, id);
ALTER TABLE ONLY public.witnesses_witness
    ADD CONSTRAINT fk_witnesses_witness_organization_id FOREIGN KEY (organization_id) REFERENCES public.platform_organization(id);
ALTER TABLE ONLY public.identity_passkey
    ADD CONSTRAINT identity_passkey_user_id_aef1dd23_fk_identity_user_id FOREIGN KEY (user_id) REFERENCES public.identity_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.identity_password_reset
    ADD CONSTRAINT identity_password_reset_user_id_3b3a31a0_fk_identity_user_id FOREIGN KEY (user_id) REFERENCES public.identity_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.identity_recovery_code
    ADD CONSTRAINT identity_recovery_code_user_id_2eb2542c_fk_identity_user_id FOREIGN KEY (user_id) REFERENCES public.identity_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.identity_second_factor
    ADD CONSTRAINT identity_second_factor_user_id_0352b400_fk_identity_user_id FOREIGN KEY (user_id) REFERENCES public.identity_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.procrastinate_events
    ADD CONSTRAINT procrastinate_events_job_id_fkey FOREIGN KEY (job_id) REFERENCES public.procrastinate_jobs(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.procrastinate_jobs
    ADD CONSTRAINT procrastinate_jobs_worker_id_fkey FOREIGN KEY (worker_id) REFERENCES public.procrastinate_workers(id) ON DELETE SET NULL;
ALTER TABLE ONLY public.procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_job_id_fkey FOREIGN KEY (job_id) REFERENCES public.procrastinate_jobs(id);
ALTER TABLE public.accounting_books ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.accounting_breakage ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.accounting_closed_day ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.accounting_closing ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.accounting_own_account ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.accounting_reopening ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.accounting_safe_movement ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.accounting_terminal_total ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.alerts_alert ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.api_kept_answer ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.catalog_barcode ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.catalog_bottle_deposit ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.catalog_bottle_voucher_pattern ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.catalog_category ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.catalog_chunk ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.catalog_coupon_code ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.catalog_customergroup ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.catalog_favorites ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.catalog_feed ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.catalog_goods_version ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.catalog_item ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.catalog_item_traits ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.catalog_modifier_group ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.catalog_photo ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.catalog_price ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.catalog_price_list ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.catalog_price_list_entry ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.catalog_product ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.catalog_promotion ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.catalog_range_rule ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.catalog_restriction ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.catalog_scalelabel ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.catalog_snapshot ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.catalog_sold_out ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.commissions_kept ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.commissions_period ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.commissions_rule ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.customers_consent ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.customers_consent_text ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.customers_customer ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.customers_standing_exemption ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.fiscal_archive ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.fiscal_archived_chain ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.fiscal_fact ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.fiscal_sending ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.fiscal_till_document ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.fleet_device ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.identity_api_token ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.identity_employee ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.identity_invitation ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.identity_membership ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.identity_sign_in_policy ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.identity_sign_on_link ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.identity_sign_on_provider ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.insights_booked_day ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.insights_deed_day ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.insights_earned_day ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.insights_item_day ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.insights_item_month ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.insights_list_day ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.insights_mailing ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.insights_sales_hour ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.insights_saved_report ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.insights_session ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.insights_tax_day ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.insights_tender_day ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.invoices_document ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.invoices_issuer ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.invoices_restriction ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.invoices_series ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.labels_print_job ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.labels_printer ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.labels_shelf_label ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.labels_store_labels ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.links_hook ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.links_hook_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.links_link ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.links_try ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.moving_export ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.moving_move ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.moving_moved_customer ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.moving_moved_item ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.moving_moved_thing ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.papers_delivery ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.papers_invitation_letter ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.papers_note ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.papers_public_page ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.payments_bank_message ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.payments_bank_move ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.payments_card_attempt ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.payments_card_attempt_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.payments_chain_transfer ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.payments_chain_watch ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.payments_code_account ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.payments_code_payment ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.payments_code_payment_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.payments_exchange_rate ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.payments_policy ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.payments_provider_account ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.payments_provider_terminal ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.payments_tender_kind ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.payments_tender_revision ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.payments_terminal_attempt ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.payments_tip_work ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.payments_voucher ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.payments_voucher_allowance ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.payments_voucher_hold ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.payments_voucher_movement ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.platform_audit_change ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.platform_auditevent ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.platform_consumer_cursor ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.platform_legalentity ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.platform_log ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.platform_log_head ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.platform_organization ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.platform_outbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.platform_setting ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.platform_store ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.platform_store_group ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.platform_tree_head ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.platform_tree_tile ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.privacy_erasure ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.purchasing_delivery ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.purchasing_delivery_line ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.purchasing_letter ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.purchasing_low_stock ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.purchasing_offer ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.purchasing_order ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.purchasing_order_line ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.purchasing_recipient ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.purchasing_reorder_point ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.purchasing_reorder_rule ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.purchasing_stock_watch ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.purchasing_supplier ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.retention_run ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.retention_term ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.sales_act ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.sales_bottle_deposit ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.sales_charged_price ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.sales_coupon_use ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.sales_discrepancy ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.sales_entry ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.sales_incident ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.sales_line ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.sales_line_label ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.sales_line_promotion ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.sales_order ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.sales_parked_sale ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.sales_payment ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.sales_quarantine ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.sales_sale ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.sales_session ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.sales_tax_subtotal ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.sales_tender ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.sales_tender_detail ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.sales_tip ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.sales_told ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.settlements_bank_movement ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.settlements_file ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.settlements_line ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.settlements_note ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.shops_setting_change ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.staff_policy ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.staff_post ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.staff_post_version ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.staff_role ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.staff_role_version ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.staff_secret ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.staff_time_correction ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.stock_booking ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.stock_counting ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.stock_holding ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.stock_level ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.stock_lot_booking ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.stock_lot_level ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.stock_movement ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.stock_movement_cost ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.stock_movement_lot ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.stock_reservation ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.stock_sold_day ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.stock_tally ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.stock_tally_lot ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.stock_transfer ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.stock_transfer_line ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.stock_transit ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.tax_class_switch ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.tax_exemption_reason ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.tax_exemption_revision ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.tax_store_places ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.tax_taxclass ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.tax_taxrate ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON public.accounting_books USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.accounting_breakage USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.accounting_closed_day USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.accounting_closing USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.accounting_own_account USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.accounting_reopening USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.accounting_safe_movement USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.accounting_terminal_total USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.alerts_alert USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.api_kept_answer USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.catalog_barcode USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.catalog_bottle_deposit USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.catalog_bottle_voucher_pattern USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.catalog_category USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.catalog_chunk USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.catalog_coupon_code USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.catalog_customergroup USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.catalog_favorites USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.catalog_feed USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.catalog_goods_version USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.catalog_item USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.catalog_item_traits USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.catalog_modifier_group USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.catalog_photo USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.catalog_price USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.catalog_price_list USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.catalog_price_list_entry USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.catalog_product USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.catalog_promotion USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.catalog_range_rule USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.catalog_restriction USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.catalog_scalelabel USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.catalog_snapshot USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.catalog_sold_out USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.commissions_kept USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.commissions_period USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.commissions_rule USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.customers_consent USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.customers_consent_text USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.customers_customer USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.customers_standing_exemption USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.fiscal_archive USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.fiscal_archived_chain USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.fiscal_fact USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.fiscal_sending USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.fiscal_till_document USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.fleet_device USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.identity_api_token USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.identity_employee USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.identity_invitation USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.identity_membership USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.identity_sign_in_policy USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.identity_sign_on_link USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.identity_sign_on_provider USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.insights_booked_day USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.insights_deed_day USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.insights_earned_day USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.insights_item_day USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.insights_item_month USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.insights_list_day USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.insights_mailing USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.insights_sales_hour USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.insights_saved_report USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.insights_session USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.insights_tax_day USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.insights_tender_day USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.invoices_document USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.invoices_issuer USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.invoices_restriction USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.invoices_series USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.labels_print_job USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.labels_printer USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.labels_shelf_label USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.labels_store_labels USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.links_hook USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.links_hook_event USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.links_link USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.links_try USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.moving_export USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.moving_move USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.moving_moved_customer USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.moving_moved_item USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.moving_moved_thing USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.papers_delivery USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.papers_invitation_letter USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.papers_note USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.papers_public_page USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.payments_bank_message USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.payments_bank_move USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.payments_card_attempt USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.payments_card_attempt_event USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.payments_chain_transfer USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.payments_chain_watch USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.payments_code_account USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.payments_code_payment USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.payments_code_payment_event USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.payments_exchange_rate USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.payments_policy USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.payments_provider_account USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.payments_provider_terminal USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.payments_tender_kind USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.payments_tender_revision USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.payments_terminal_attempt USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.payments_tip_work USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.payments_voucher USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.payments_voucher_allowance USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.payments_voucher_hold USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.payments_voucher_movement USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.platform_audit_change USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.platform_auditevent USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.platform_consumer_cursor USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.platform_legalentity USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.platform_log USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.platform_log_head USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.platform_organization USING ((id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.platform_outbox USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.platform_setting USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.platform_store USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.platform_store_group USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.platform_tree_head USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.platform_tree_tile USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.privacy_erasure USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.purchasing_delivery USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.purchasing_delivery_line USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.purchasing_letter USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.purchasing_low_stock USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.purchasing_offer USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.purchasing_order USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.purchasing_order_line USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.purchasing_recipient USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.purchasing_reorder_point USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.purchasing_reorder_rule USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.purchasing_stock_watch USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.purchasing_supplier USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.retention_run USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.retention_term USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.sales_act USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.sales_bottle_deposit USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.sales_charged_price USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.sales_coupon_use USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.sales_discrepancy USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.sales_entry USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.sales_incident USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.sales_line USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.sales_line_label USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.sales_line_promotion USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.sales_order USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.sales_parked_sale USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.sales_payment USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.sales_quarantine USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.sales_sale USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.sales_session USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.sales_tax_subtotal USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.sales_tender USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.sales_tender_detail USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.sales_tip USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.sales_told USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.settlements_bank_movement USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.settlements_file USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.settlements_line USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.settlements_note USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.shops_setting_change USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.staff_policy USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.staff_post USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.staff_post_version USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.staff_role USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.staff_role_version USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.staff_secret USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.staff_time_correction USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.stock_booking USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.stock_counting USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.stock_holding USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.stock_level USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.stock_lot_booking USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.stock_lot_level USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.stock_movement USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.stock_movement_cost USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.stock_movement_lot USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.stock_reservation USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.stock_sold_day USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.stock_tally USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.stock_tally_lot USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.stock_transfer USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.stock_transfer_line USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.stock_transit USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.tax_class_switch USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.tax_exemption_reason USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.tax_exemption_revision USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.tax_store_places USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.tax_taxclass USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.tax_taxrate USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.tills_agent USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.tills_agentcode USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.tills_chain_head USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.tills_enrolment USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.tills_enrolmentcode USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.tills_office_entry USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.tills_parkedbasket USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.tills_till USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.webhooks_endpoint USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.webhooks_message USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.witnesses_alarm USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.witnesses_cosignature USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY tenant ON public.witnesses_witness USING ((organization_id = ANY ((string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[]))) WITH CHECK ((organization_id = ANY (( SELECT (string_to_array(COALESCE(NULLIF(current_setting('comptoir.organizations'::text, true), ''::text), 'no organization is set for this transaction'::text), ','::text))::uuid[] AS string_to_array)::uuid[])));
ALTER TABLE public.tills_agent ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.tills_agentcode ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.tills_chain_head ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.tills_enrolment ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.tills_enrolmentcode ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.tills_office_entry ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.tills_parkedbasket ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.tills_till ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.webhooks_endpoint ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.webhooks_message ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.witnesses_alarm ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.witnesses_cosignature ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.witnesses_witness ENABLE ROW LEVEL SECURITY;
REVOKE ALL ON FUNCTION public.catalog_items_holding(organization uuid, questions jsonb, patterns text[], archived boolean, many integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.catalog_items_holding(organization uuid, questions jsonb, patterns text[], archived boolean, many integer) TO comptoir_app;
REVOKE ALL ON FUNCTION public.catalog_items_in_order(organization uuid, triples jsonb, patterns text[], archived boolean, category uuid, after_folded text, after_item uuid, many integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.catalog_items_in_order(organization uuid, triples jsonb, patterns text[], archived boolean, category uuid, after_folded text, after_item uuid, many integer) TO comptoir_app;
REVOKE ALL ON FUNCTION public.customers_holding(organization uuid, questions jsonb, patterns text[], many integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.customers_holding(organization uuid, questions jsonb, patterns text[], many integer) TO comptoir_app;
REVOKE ALL ON FUNCTION public.fiscal_due_organizations() FROM PUBLIC;
GRANT ALL ON FUNCTION public.fiscal_due_organizations() TO comptoir_app;
REVOKE ALL ON FUNCTION public.identity_bearer_of_token(token bytea, moment timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION public.identity_bearer_of_token(token bytea, moment timestamp with time zone) TO comptoir_app;
REVOKE ALL ON FUNCTION public.identity_members_of(person uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.identity_members_of(person uuid) TO comptoir_app;
REVOKE ALL ON FUNCTION public.identity_memberships_of(person uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.identity_memberships_of(person uuid) TO comptoir_app;
REVOKE ALL ON FUNCTION public.identity_organization_of_invitation(code bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION public.identity_organization_of_invitation(code bytea) TO comptoir_app;
REVOKE ALL ON FUNCTION public.identity_sign_on_of_domain(domain text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.identity_sign_on_of_domain(domain text) TO comptoir_app;
REVOKE ALL ON FUNCTION public.insights_mailing_organizations() FROM PUBLIC;
GRANT ALL ON FUNCTION public.insights_mailing_organizations() TO comptoir_app;
REVOKE ALL ON FUNCTION public.links_called_organizations() FROM PUBLIC;
GRANT ALL ON FUNCTION public.links_called_organizations() TO comptoir_app;
REVOKE ALL ON FUNCTION public.links_due_organizations() FROM PUBLIC;
GRANT ALL ON FUNCTION public.links_due_organizations() TO comptoir_app;
REVOKE ALL ON FUNCTION public.links_organization_of(account uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.links_organization_of(account uuid) TO comptoir_app;
REVOKE ALL ON FUNCTION public.links_organization_of_token(asked text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.links_organization_of_token(asked text) TO comptoir_app;
REVOKE ALL ON FUNCTION public.moving_organizations_at_work() FROM PUBLIC;
GRANT ALL ON FUNCTION public.moving_organizations_at_work() TO comptoir_app;
REVOKE ALL ON FUNCTION public.moving_organizations_exporting() FROM PUBLIC;
GRANT ALL ON FUNCTION public.moving_organizations_exporting() TO comptoir_app;
REVOKE ALL ON FUNCTION public.moving_organizations_to_forget() FROM PUBLIC;
GRANT ALL ON FUNCTION public.moving_organizations_to_forget() TO comptoir_app;
REVOKE ALL ON FUNCTION public.papers_due_organizations() FROM PUBLIC;
GRANT ALL ON FUNCTION public.papers_due_organizations() TO comptoir_app;
REVOKE ALL ON FUNCTION public.papers_inviting_organizations() FROM PUBLIC;
GRANT ALL ON FUNCTION public.papers_inviting_organizations() TO comptoir_app;
REVOKE ALL ON FUNCTION public.payments_chain_organizations() FROM PUBLIC;
GRANT ALL ON FUNCTION public.payments_chain_organizations() TO comptoir_app;
REVOKE ALL ON FUNCTION public.payments_due_organizations() FROM PUBLIC;
GRANT ALL ON FUNCTION public.payments_due_organizations() TO comptoir_app;
REVOKE ALL ON FUNCTION public.platform_organizations() FROM PUBLIC;
GRANT ALL ON FUNCTION public.platform_organizations() TO comptoir_app;
REVOKE ALL ON FUNCTION public.platform_pending_organizations() FROM PUBLIC;
GRANT ALL ON FUNCTION public.platform_pending_organizations() TO comptoir_app;
REVOKE ALL ON FUNCTION public.platform_take(called text, who bytea, step_ms bigint, tolerance_ms bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION public.platform_take(called text, who bytea, step_ms bigint, tolerance_ms bigint) TO comptoir_app;
REVOKE ALL ON FUNCTION public.purchasing_due_digests() FROM PUBLIC;
GRANT ALL ON FUNCTION public.purchasing_due_digests() TO comptoir_app;
REVOKE ALL ON FUNCTION public.purchasing_due_looks() FROM PUBLIC;
GRANT ALL ON FUNCTION public.purchasing_due_looks() TO comptoir_app;
REVOKE ALL ON FUNCTION public.purchasing_due_organizations() FROM PUBLIC;
GRANT ALL ON FUNCTION public.purchasing_due_organizations() TO comptoir_app;
REVOKE ALL ON FUNCTION public.purchasing_due_points() FROM PUBLIC;
GRANT ALL ON FUNCTION public.purchasing_due_points() TO comptoir_app;
REVOKE ALL ON FUNCTION public.retention_running_organizations() FROM PUBLIC;
GRANT ALL ON FUNCTION public.retention_running_organizations() TO comptoir_app;
REVOKE ALL ON FUNCTION public.sales_accounts_owed(organization uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.sales_accounts_owed(organization uuid) TO comptoir_app;
REVOKE ALL ON FUNCTION public.shops_due_organizations() FROM PUBLIC;
GRANT ALL ON FUNCTION public.shops_due_organizations() TO comptoir_app;
REVOKE ALL ON FUNCTION public.tills_agent_of_token(token bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tills_agent_of_token(token bytea) TO comptoir_app;
REVOKE ALL ON FUNCTION public.tills_enrolment_of_token(token bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tills_enrolment_of_token(token bytea) TO comptoir_app;
REVOKE ALL ON FUNCTION public.tills_organization_of_agent_code(code bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tills_organization_of_agent_code(code bytea) TO comptoir_app;
REVOKE ALL ON FUNCTION public.tills_organization_of_chain(chain uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tills_organization_of_chain(chain uuid) TO comptoir_app;
REVOKE ALL ON FUNCTION public.tills_organization_of_code(code bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION public.tills_organization_of_code(code bytea) TO comptoir_app;
REVOKE ALL ON FUNCTION public.webhooks_due_organizations() FROM PUBLIC;
GRANT ALL ON FUNCTION public.webhooks_due_organizations() TO comptoir_app;
REVOKE ALL ON FUNCTION public.witnesses_due_organizations() FROM PUBLIC;
GRANT ALL ON FUNCTION public.witnesses_due_organizations() TO comptoir_app;
REVOKE ALL ON FUNCTION public.witnesses_organizations() FROM PUBLIC;
GRANT ALL ON FUNCTION public.witnesses_organizations() TO comptoir_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.accounting_books TO comptoir_app;
GRANT SELECT,INSERT ON TABLE public.accounting_breakage TO comptoir_app;
GRANT SELECT,INSERT ON TABLE public.accounting_closed_day TO comptoir_app;
GRANT SELECT,INSERT ON TABLE public.accounting_closing TO comptoir_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.accounting_own_account TO comptoir_app;
GRANT SELECT,INSERT ON TABLE public.accounting_reopening TO comptoir_app;
GRANT SELECT,INSERT ON TABLE public.accounting_safe_movement TO comptoir_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.accounting_terminal_total TO comptoir_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.alerts_alert TO comptoir_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.api_kept_answer TO comptoir_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.catalog_barcode TO comptoir_app;
GRANT SELECT ON TABLE public.catalog_barcode TO comptoir_reader;
GRANT SELECT,INSERT,UPDATE ON TABLE public.catalog_bottle_deposit TO comptoir_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.catalog_bottle_voucher_pattern TO comptoir_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.catalog_category TO comptoir_app;
GRANT SELECT ON TABLE public.catalog_category TO comptoir_reader;
GRANT SELECT,INSERT,DELETE ON TABLE public.catalog_chunk TO comptoir_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.catalog_coupon_code TO comptoir_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.catalog_customergroup TO comptoir_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.catalog_favorites TO comptoir_app;
GRANT SELECT,INSERT ON TABLE public.catalog_feed TO comptoir_app;
GRANT SELECT,INSERT ON TABLE public.catalog_goods_version TO comptoir_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.catalog_item TO comptoir_app;
GRANT SELECT ON TABLE public.catalog_item TO comptoir_lookup;
GRANT SELECT ON TABLE public.catalog_item TO comptoir_reader;
GRANT SELECT,INSERT,UPDATE ON TABLE public.catalog_item_traits TO comptoir_app;
GRANT SELECT,INSERT ON TABLE public.catalog_modifier_group TO comptoir_app;
GRANT SELECT,INSERT ON TABLE public.catalog_photo TO comptoir_app;
GRANT SELECT,INSERT ON TABLE public.catalog_price TO comptoir_app;
GRANT SELECT ON TABLE public.catalog_price TO comptoir_reader;
GRANT SELECT,INSERT ON TABLE public.catalog_price_list TO comptoir_app;
GRANT SELECT,INSERT ON TABLE public.catalog_price_list_entry TO comptoir_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.catalog_product TO comptoir_app;
GRANT SELECT ON TABLE public.catalog_product TO comptoir_lookup;
GRANT SELECT ON TABLE public.catalog_product TO comptoir_reader;
GRANT SELECT,INSERT ON TABLE public.catalog_promotion TO comptoir_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.catalog_range_rule TO comptoir_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.catalog_restriction TO comptoir_app;
GRANT SELECT,INSERT,DELETE ON TABLE public.catalog_scalelabel TO comptoir_app;
GRANT UPDATE(ended_position) ON TABLE public.catalog_scalelabel TO comptoir_app;
GRANT SELECT,INSERT,DELETE ON TABLE public.catalog_snapshot TO comptoir_app;
GRANT SELECT,INSERT,DELETE ON TABLE public.catalog_sold_out TO comptoir_app;
GRANT SELECT,INSERT ON TABLE public.commissions_kept TO comptoir_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.commissions_period TO comptoir_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.commissions_rule TO comptoir_app;
GRANT SELECT,INSERT ON TABLE public.customers_consent TO comptoir_app;
GRANT SELECT,INSERT ON TABLE public.customers_consent_text TO comptoir_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.customers_customer TO comptoir_app;
GRANT SELECT ON TABLE public.customers_customer TO comptoir_lookup;
GRANT SELECT,INSERT,UPDATE ON TABLE public.customers_standing_exemption TO comptoir_app;
GRANT SELECT,INSERT ON TABLE public.fiscal_archive TO comptoir_app;
GRANT SELECT,INSERT ON TABLE public.fiscal_archived_chain TO comptoir_app;
GRANT SELECT,INSERT ON TABLE public.fiscal_data_pack TO comptoir_app;
GRANT SELECT,INSERT ON TABLE public.fiscal_fact TO comptoir_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.fiscal_sending TO comptoir_app;
GRANT SELECT ON TABLE public.fiscal_sending TO comptoir_lookup;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.fiscal_till_document TO comptoir_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.fleet_device TO comptoir_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.identity_api_token TO comptoir_app;
GRANT SELECT ON TABLE public.identity_api_token TO comptoir_lookup;
GRANT SELECT,INSERT,UPDATE ON TABLE public.identity_employee TO comptoir_app;
GRANT SELECT(id) ON TABLE public.identity_employee TO comptoir_reader;
GRANT SELECT(name) ON TABLE public.identity_employee TO comptoir_reader;
GRANT SELECT(is_active) ON TABLE public.identity_employee TO comptoir_reader;
GRANT SELECT(organization_id) ON TABLE public.identity_employee TO comptoir_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.identity_invitation TO comptoir_app;
GRANT SELECT ON TABLE public.identity_invitation TO comptoir_lookup;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.identity_membership TO comptoir_app;
GRANT SELECT ON TABLE public.identity_membership TO comptoir_lookup;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.identity_passkey TO comptoir_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.identity_password_reset TO comptoir_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.identity_password_wish TO comptoir_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.identity_recovery_code TO comptoir_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.identity_second_factor TO comptoir_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.identity_session TO comptoir_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.identity_sign_in_policy TO comptoir_app;
GRANT SELECT ON TABLE public.identity_sign_in_policy TO comptoir_lookup;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.identity_sign_on_link TO comptoir_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.identity_sign_on_provider TO comptoir_app;
GRANT SELECT ON TABLE public.identity_sign_on_provider TO comptoir_lookup;
GRANT SELECT,INSERT,UPDATE ON TABLE public.identity_user TO comptoir_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.insights_booked_day TO comptoir_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.insights_deed_day TO comptoir_app;
GRANT SELECT ON TABLE public.insights_deed_day TO comptoir_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.insights_earned_day TO comptoir_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.insights_item_day TO comptoir_app;
GRANT SELECT ON TABLE public.insights_item_day TO comptoir_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.insights_item_month TO comptoir_app;
GRANT SELECT ON TABLE public.insights_item_month TO comptoir_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.insights_list_day TO comptoir_app;
GRANT SELECT ON TABLE public.insights_list_day TO comptoir_reader;
GRANT SELECT,INSERT,UPDATE ON TABLE public.insights_mailing TO comptoir_app;
GRANT SELECT ON TABLE public.insights_mailing TO comptoir_lookup;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.insights_sales_hour TO comptoir_app;
GRANT SELECT ON TABLE public.insights_sales_hour TO comptoir_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.insights_saved_report TO comptoir_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.insights_session TO comptoir_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.insights_tax_day TO comptoir_app;
GRANT SELECT ON TABLE public.insights_tax_day TO comptoir_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.insights_tender_day TO comptoir_app;
GRANT SELECT ON TABLE public.insights_tender_day TO comptoir_reader;
GRANT SELECT,INSERT ON TABLE public.invoices_document TO comptoir_app;
GRANT UPDATE(buyer_name) ON TABLE public.invoices_document TO comptoir_app;
GRANT UPDATE(content) ON TABLE public.invoices_document TO comptoir_app;
GRANT UPDATE(xml) ON TABLE public.invoices_document TO comptoir_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.invoices_issuer TO comptoir_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.invoices_restriction TO comptoir_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.invoices_series TO comptoir_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.labels_print_job TO comptoir_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.labels_printer TO comptoir_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.labels_shelf_label TO comptoir_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.labels_store_labels TO comptoir_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.links_hook TO comptoir_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.links_hook_event TO comptoir_app;
GRANT SELECT ON TABLE public.links_hook_event TO comptoir_lookup;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.links_link TO comptoir_app;
GRANT SELECT ON TABLE public.links_link TO comptoir_lookup;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.links_try TO comptoir_app;
GRANT SELECT ON TABLE public.links_try TO comptoir_lookup;
GRANT SELECT,INSERT,UPDATE ON TABLE public.moving_export TO comptoir_app;
GRANT SELECT ON TABLE public.moving_export TO comptoir_lookup;
GRANT SELECT,INSERT,UPDATE ON TABLE public.moving_move TO comptoir_app;
GRANT SELECT ON TABLE public.moving_move TO comptoir_lookup;
GRANT SELECT,INSERT,DELETE ON TABLE public.moving_moved_customer TO comptoir_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.moving_moved_item TO comptoir_app;
GRANT SELECT,INSERT,DELETE ON TABLE public.moving_moved_thing TO comptoir_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.papers_delivery TO comptoir_app;
GRANT SELECT ON TABLE public.papers_delivery TO comptoir_lookup;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.papers_invitation_letter TO comptoir_app;
GRANT SELECT ON TABLE public.papers_invitation_letter TO comptoir_lookup;
GRANT SELECT,INSERT,UPDATE ON TABLE public.papers_note TO comptoir_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.papers_public_page TO comptoir_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.payments_bank_message TO comptoir_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.payments_bank_move TO comptoir_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.payments_card_attempt TO comptoir_app;
GRANT SELECT,INSERT,DELETE ON TABLE public.payments_card_attempt_event TO comptoir_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.payments_chain_transfer TO comptoir_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.payments_chain_watch TO comptoir_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.payments_code_account TO comptoir_app;
GRANT SELECT ON TABLE public.payments_code_account TO comptoir_lookup;
GRANT SELECT,INSERT,UPDATE ON TABLE public.payments_code_payment TO comptoir_app;
GRANT SELECT,INSERT ON TABLE public.payments_code_payment_event TO comptoir_app;
GRANT SELECT,INSERT ON TABLE public.payments_exchange_rate TO comptoir_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.payments_policy TO comptoir_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.payments_provider_account TO comptoir_app;
GRANT SELECT ON TABLE public.payments_provider_account TO comptoir_lookup;
GRANT SELECT,INSERT,UPDATE ON TABLE public.payments_provider_terminal TO comptoir_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.payments_tender_kind TO comptoir_app;
GRANT SELECT ON TABLE public.payments_tender_kind TO comptoir_reader;
GRANT SELECT,INSERT ON TABLE public.payments_tender_revision TO comptoir_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.payments_terminal_attempt TO comptoir_app;
GRANT SELECT ON TABLE public.payments_terminal_attempt TO comptoir_lookup;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.payments_tip_work TO comptoir_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.payments_voucher TO comptoir_app;
GRANT SELECT,INSERT ON TABLE public.payments_voucher_allowance TO comptoir_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.payments_voucher_hold TO comptoir_app;
GRANT SELECT,INSERT ON TABLE public.payments_voucher_movement TO comptoir_app;
GRANT SELECT,INSERT ON TABLE public.platform_audit_change TO comptoir_app;
GRANT SELECT,INSERT ON TABLE public.platform_auditevent TO comptoir_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.platform_consumer_cursor TO comptoir_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.platform_legalentity TO comptoir_app;
GRANT SELECT,INSERT ON TABLE public.platform_log TO comptoir_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.platform_log_head TO comptoir_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.platform_organization TO comptoir_app;
GRANT SELECT ON TABLE public.platform_organization TO comptoir_lookup;
GRANT SELECT,INSERT,DELETE ON TABLE public.platform_outbox TO comptoir_app;
GRANT SELECT ON TABLE public.platform_outbox TO comptoir_lookup;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.platform_rate TO comptoir_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.platform_setting TO comptoir_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.platform_store TO comptoir_app;
GRANT SELECT ON TABLE public.platform_store TO comptoir_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.platform_store_group TO comptoir_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.platform_tree_head TO comptoir_app;
GRANT SELECT ON TABLE public.platform_tree_head TO comptoir_lookup;
GRANT SELECT,INSERT,UPDATE ON TABLE public.platform_tree_tile TO comptoir_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.privacy_erasure TO comptoir_app;
GRANT SELECT,INSERT ON TABLE public.purchasing_delivery TO comptoir_app;
GRANT SELECT,INSERT ON TABLE public.purchasing_delivery_line TO comptoir_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.purchasing_letter TO comptoir_app;
GRANT SELECT ON TABLE public.purchasing_letter TO comptoir_lookup;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.purchasing_low_stock TO comptoir_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.purchasing_offer TO comptoir_app;
GRANT SELECT ON TABLE public.purchasing_offer TO comptoir_lookup;
GRANT SELECT,INSERT,UPDATE ON TABLE public.purchasing_order TO comptoir_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.purchasing_order_line TO comptoir_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.purchasing_recipient TO comptoir_app;
GRANT SELECT ON TABLE public.purchasing_recipient TO comptoir_lookup;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.purchasing_reorder_point TO comptoir_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.purchasing_reorder_rule TO comptoir_app;
GRANT SELECT ON TABLE public.purchasing_reorder_rule TO comptoir_lookup;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.purchasing_stock_watch TO comptoir_app;
GRANT SELECT ON TABLE public.purchasing_stock_watch TO comptoir_lookup;
GRANT SELECT,INSERT,UPDATE ON TABLE public.purchasing_supplier TO comptoir_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.retention_run TO comptoir_app;
GRANT SELECT ON TABLE public.retention_run TO comptoir_lookup;
GRANT SELECT,INSERT,UPDATE ON TABLE public.retention_term TO comptoir_app;
GRANT SELECT,INSERT ON TABLE public.sales_act TO comptoir_app;
GRANT SELECT ON TABLE public.sales_act TO comptoir_reader;
GRANT SELECT,INSERT ON TABLE public.sales_bottle_deposit TO comptoir_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.sales_charged_price TO comptoir_app;
GRANT SELECT,INSERT ON TABLE public.sales_coupon_use TO comptoir_app;
GRANT SELECT,INSERT ON TABLE public.sales_discrepancy TO comptoir_app;
GRANT SELECT,INSERT ON TABLE public.sales_entry TO comptoir_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.sales_incident TO comptoir_app;
GRANT SELECT,INSERT ON TABLE public.sales_line TO comptoir_app;
GRANT SELECT ON TABLE public.sales_line TO comptoir_reader;
GRANT SELECT,INSERT ON TABLE public.sales_line_label TO comptoir_app;
GRANT SELECT,INSERT ON TABLE public.sales_line_promotion TO comptoir_app;
GRANT SELECT ON TABLE public.sales_line_promotion TO comptoir_reader;
GRANT SELECT,INSERT ON TABLE public.sales_order TO comptoir_app;
GRANT SELECT,INSERT ON TABLE public.sales_parked_sale TO comptoir_app;
GRANT SELECT,INSERT ON TABLE public.sales_payment TO comptoir_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.sales_quarantine TO comptoir_app;
GRANT SELECT,INSERT ON TABLE public.sales_sale TO comptoir_app;
GRANT SELECT ON TABLE public.sales_sale TO comptoir_reader;
GRANT SELECT,INSERT,UPDATE ON TABLE public.sales_session TO comptoir_app;
GRANT SELECT ON TABLE public.sales_session TO comptoir_reader;
GRANT SELECT,INSERT ON TABLE public.sales_tax_subtotal TO comptoir_app;
GRANT SELECT ON TABLE public.sales_tax_subtotal TO comptoir_reader;
GRANT SELECT,INSERT ON TABLE public.sales_tender TO comptoir_app;
GRANT SELECT ON TABLE public.sales_tender TO comptoir_reader;
GRANT SELECT ON TABLE public.sales_tender TO comptoir_lookup;
GRANT SELECT,INSERT ON TABLE public.sales_tender_detail TO comptoir_app;
GRANT SELECT ON TABLE public.sales_tender_detail TO comptoir_reader;
GRANT SELECT ON TABLE public.sales_tender_detail TO comptoir_lookup;
GRANT SELECT,INSERT ON TABLE public.sales_tip TO comptoir_app;
GRANT SELECT ON TABLE public.sales_tip TO comptoir_reader;
GRANT SELECT,INSERT,DELETE ON TABLE public.sales_told TO comptoir_app;
GRANT SELECT,INSERT,DELETE ON TABLE public.settlements_bank_movement TO comptoir_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.settlements_file TO comptoir_app;
GRANT SELECT,INSERT,DELETE ON TABLE public.settlements_line TO comptoir_app;
GRANT SELECT,INSERT ON TABLE public.settlements_note TO comptoir_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.shops_setting_change TO comptoir_app;
GRANT SELECT ON TABLE public.shops_setting_change TO comptoir_lookup;
GRANT SELECT,INSERT,UPDATE ON TABLE public.staff_policy TO comptoir_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.staff_post TO comptoir_app;
GRANT SELECT,INSERT ON TABLE public.staff_post_version TO comptoir_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.staff_role TO comptoir_app;
GRANT SELECT,INSERT ON TABLE public.staff_role_version TO comptoir_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.staff_secret TO comptoir_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.staff_time_correction TO comptoir_app;
GRANT SELECT,INSERT,DELETE ON TABLE public.stock_booking TO comptoir_app;
GRANT SELECT ON TABLE public.stock_booking TO comptoir_reader;
GRANT SELECT,INSERT,UPDATE ON TABLE public.stock_counting TO comptoir_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.stock_holding TO comptoir_app;
GRANT SELECT ON TABLE public.stock_holding TO comptoir_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.stock_level TO comptoir_app;
GRANT SELECT ON TABLE public.stock_level TO comptoir_reader;
GRANT SELECT,INSERT,DELETE ON TABLE public.stock_lot_booking TO comptoir_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.stock_lot_level TO comptoir_app;
GRANT SELECT,INSERT ON TABLE public.stock_movement TO comptoir_app;
GRANT SELECT ON TABLE public.stock_movement TO comptoir_reader;
GRANT SELECT,INSERT ON TABLE public.stock_movement_cost TO comptoir_app;
GRANT SELECT,INSERT ON TABLE public.stock_movement_lot TO comptoir_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.stock_reservation TO comptoir_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.stock_sold_day TO comptoir_app;
GRANT SELECT,INSERT ON TABLE public.stock_tally TO comptoir_app;
GRANT SELECT,INSERT ON TABLE public.stock_tally_lot TO comptoir_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.stock_transfer TO comptoir_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.stock_transfer_line TO comptoir_app;
GRANT SELECT,INSERT,DELETE ON TABLE public.stock_transit TO comptoir_app;
GRANT SELECT,INSERT ON TABLE public.tax_class_switch TO comptoir_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.tax_exemption_reason TO comptoir_app;
GRANT SELECT,INSERT ON TABLE public.tax_exemption_revision TO comptoir_app;
GRANT SELECT,INSERT ON TABLE public.tax_store_places TO comptoir_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.tax_taxclass TO comptoir_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.tax_taxrate TO comptoir_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.tills_agent TO comptoir_app;
GRANT SELECT ON TABLE public.tills_agent TO comptoir_lookup;
GRANT SELECT,INSERT,UPDATE ON TABLE public.tills_agentcode TO comptoir_app;
GRANT SELECT ON TABLE public.tills_agentcode TO comptoir_lookup;
GRANT SELECT,INSERT,UPDATE ON TABLE public.tills_chain_head TO comptoir_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.tills_enrolment TO comptoir_app;
GRANT SELECT ON TABLE public.tills_enrolment TO comptoir_lookup;
GRANT SELECT,INSERT,UPDATE ON TABLE public.tills_enrolmentcode TO comptoir_app;
GRANT SELECT ON TABLE public.tills_enrolmentcode TO comptoir_lookup;
GRANT SELECT,INSERT ON TABLE public.tills_office_entry TO comptoir_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.tills_parkedbasket TO comptoir_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.tills_till TO comptoir_app;
GRANT SELECT ON TABLE public.tills_till TO comptoir_lookup;
GRANT SELECT ON TABLE public.tills_till TO comptoir_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.webhooks_endpoint TO comptoir_app;
GRANT SELECT ON TABLE public.webhooks_endpoint TO comptoir_lookup;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.webhooks_message TO comptoir_app;
GRANT SELECT ON TABLE public.webhooks_message TO comptoir_lookup;
GRANT SELECT,INSERT,UPDATE ON TABLE public.witnesses_alarm TO comptoir_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.witnesses_cosignature TO comptoir_app;
GRANT SELECT ON TABLE public.witnesses_cosignature TO comptoir_lookup;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.witnesses_witness TO comptoir_app;
GRANT SELECT ON TABLE public.witnesses_witness TO comptoir_lookup;
INSERT INTO public.django_migrations (app, name, applied) VALUES
    ('platform', '0001_initial', now()),
    ('platform', '0002_protect', now()),
    ('platform', '0003_list_once_a_statement', now()),
    ('platform', '0004_store_day', now()),
    ('platform', '0005_store_begins', now()),
    ('platform', '0006_store_returns', now()),
    ('platform', '0007_audit_changes', now()),
    ('platform', '0008_triples', now()),
    ('accounting', '0001_initial', now()),
    ('accounting', '0002_protect', now()),
    ('accounting', '0003_safe', now()),
    ('accounting', '0004_protect_safe', now()),
    ('accounting', '0005_breakage', now()),
    ('accounting', '0006_protect_breakage', now()),
    ('accounting', '0007_closings', now()),
    ('accounting', '0008_protect_closings', now()),
    ('platform', '0009_inherited_settings', now()),
    ('platform', '0010_tree', now()),
    ('alerts', '0001_initial', now()),
    ('identity', '0001_initial', now()),
    ('identity', '0002_protect', now()),
    ('identity', '0003_passkeys', now()),
    ('identity', '0004_api_tokens', now()),
    ('api', '0001_initial', now()),
    ('contenttypes', '0001_initial', now()),
    ('contenttypes', '0002_remove_content_type_name', now()),
    ('auth', '0001_initial', now()),
    ('auth', '0002_alter_permission_name_max_length', now()),
    ('auth', '0003_alter_user_email_max_length', now()),
    ('auth', '0004_alter_user_username_opts', now()),
    ('auth', '0005_alter_user_last_login_null', now()),
    ('auth', '0006_require_contenttypes_0002', now()),
    ('auth', '0007_alter_validators_add_error_messages', now()),
    ('auth', '0008_alter_user_username_max_length', now()),
    ('auth', '0009_alter_user_last_name_max_length', now()),
    ('auth', '0010_alter_group_name_max_length', now()),
    ('auth', '0011_update_proxy_permissions', now()),
    ('auth', '0012_alter_user_first_name_max_length', now()),
    ('axes', '0001_initial', now()),
    ('axes', '0002_auto_20151217_2044', now()),
    ('axes', '0003_auto_20160322_0929', now()),
    ('axes', '0004_auto_20181024_1538', now()),
    ('axes', '0005_remove_accessattempt_trusted', now()),
    ('axes', '0006_remove_accesslog_trusted', now()),
    ('axes', '0007_alter_accessattempt_unique_together', now()),
    ('axes', '0008_accessfailurelog', now()),
    ('axes', '0009_add_session_hash', now()),
    ('axes', '0010_accessattemptexpiration', now()),
    ('tax', '0001_initial', now()),
    ('tax', '0002_protect', now()),
    ('tax', '0003_dated_rates', now()),
    ('catalog', '0001_initial', now()),
    ('catalog', '0002_protect', now()),
    ('catalog', '0003_scale_labels', now()),
    ('catalog', '0004_dated_rates', now()),
    ('catalog', '0005_rules', now()),
    ('catalog', '0006_goods', now()),
    ('catalog', '0007_customer_groups', now()),
    ('catalog', '0008_staff_group', now()),
    ('catalog', '0009_coupon_codes', now()),
    ('catalog', '0010_goods_versions', now()),
    ('catalog', '0011_bottle_deposits', now()),
    ('catalog', '0012_scale_label_versions', now()),
    ('catalog', '0013_category_ended', now()),
    ('catalog', '0014_pack_counts', now()),
    ('catalog', '0015_price_by_change', now()),
    ('catalog', '0016_net_content', now()),
    ('catalog', '0017_found_by_triples', now()),
    ('catalog', '0018_tracking', now()),
    ('catalog', '0019_ranges', now()),
    ('fleet', '0001_initial', now()),
    ('tills', '0001_initial', now()),
    ('fleet', '0002_protect', now()),
    ('tills', '0002_protect', now()),
    ('tills', '0003_exchange_key', now()),
    ('staff', '0001_initial', now()),
    ('staff', '0002_protect', now()),
    ('staff', '0003_difference_limit', now()),
    ('staff', '0004_versions', now()),
    ('staff', '0005_sign_in_note', now()),
    ('staff', '0006_decided_rights', now()),
    ('staff', '0007_own_pin', now()),
    ('staff', '0008_purchase_limit', now()),
    ('staff', '0009_time_corrections', now()),
    ('identity', '0005_invitations', now()),
    ('identity', '0006_second_factor', now()),
    ('identity', '0007_single_sign_on', now()),
    ('commissions', '0001_initial', now()),
    ('commissions', '0002_protect', now()),
    ('tax', '0004_places', now()),
    ('tax', '0005_exemptions', now()),
    ('customers', '0001_initial', now()),
    ('customers', '0002_standing_exemptions', now()),
    ('customers', '0003_found_by_words', now()),
    ('customers', '0004_cards', now()),
    ('customers', '0005_found_by_triples', now()),
    ('customers', '0006_consents', now()),
    ('tills', '0004_agents', now()),
    ('tills', '0005_parked_baskets', now()),
    ('tills', '0006_held_sequence', now()),
    ('fiscal', '0001_initial', now()),
    ('fiscal', '0002_protect', now()),
    ('fiscal', '0003_archives', now()),
    ('fiscal', '0004_protect_archives', now()),
    ('fiscal', '0005_due', now()),
    ('identity', '0008_auditor', now()),
    ('identity', '0009_sessions', now()),
    ('identity', '0010_sign_on_demands', now()),
    ('stock', '0001_initial', now()),
    ('stock', '0002_protect', now()),
    ('stock', '0003_flows', now()),
    ('stock', '0004_reservations', now()),
    ('stock', '0005_movementcost', now()),
    ('stock', '0006_worth', now()),
    ('stock', '0007_sold_day', now()),
    ('stock', '0008_lots', now()),
    ('sales', '0001_initial', now()),
    ('sales', '0002_protect', now()),
    ('sales', '0003_acts', now()),
    ('sales', '0004_protect_acts', now()),
    ('sales', '0005_events_by_time', now()),
    ('sales', '0006_flows', now()),
    ('sales', '0007_line_promotion', now()),
    ('sales', '0008_tenders', now()),
    ('sales', '0009_protect_tenders', now()),
    ('sales', '0010_returned_goods', now()),
    ('sales', '0011_coupon_uses', now()),
    ('sales', '0012_bottle_deposits', now()),
    ('sales', '0013_promises', now()),
    ('sales', '0014_told', now()),
    ('sales', '0015_person_sums', now()),
    ('sales', '0016_charged_prices', now()),
    ('sales', '0017_line_labels', now()),
    ('payments', '0001_initial', now()),
    ('payments', '0002_protect', now()),
    ('payments', '0003_allowances', now()),
    ('payments', '0004_tips', now()),
    ('payments', '0005_orders', now()),
    ('insights', '0001_initial', now()),
    ('insights', '0002_protect', now()),
    ('insights', '0003_savedreport', now()),
    ('insights', '0004_inquiries', now()),
    ('insights', '0005_mailing', now()),
    ('insights', '0006_booked', now()),
    ('insights', '0007_earned', now()),
    ('invoices', '0001_initial', now()),
    ('invoices', '0002_protect', now()),
    ('invoices', '0003_deposits', now()),
    ('invoices', '0004_restrictions', now()),
    ('labels', '0001_initial', now()),
    ('labels', '0002_printing', now()),
    ('payments', '0006_tips_by_shift', now()),
    ('payments', '0007_inherited_tips', now()),
    ('payments', '0008_tips_shared_by_place', now()),
    ('payments', '0009_card_attempts', now()),
    ('payments', '0010_card_attempts_found', now()),
    ('payments', '0011_providers', now()),
    ('links', '0001_hooks', now()),
    ('links', '0002_links', now()),
    ('links', '0003_counter', now()),
    ('links', '0004_payment', now()),
    ('moving', '0001_initial', now()),
    ('moving', '0002_protect', now()),
    ('moving', '0003_customers', now()),
    ('moving', '0004_exports', now()),
    ('moving', '0005_things', now()),
    ('moving', '0006_lists_and_promotions', now()),
    ('papers', '0001_initial', now()),
    ('papers', '0002_protect', now()),
    ('papers', '0003_note', now()),
    ('papers', '0004_protect_note', now()),
    ('papers', '0005_public_page_channels', now()),
    ('papers', '0006_invitation_letter', now()),
    ('papers', '0007_inherited_receipts', now()),
    ('payments', '0012_code_payments', now()),
    ('payments', '0013_card_refunds', now()),
    ('payments', '0014_holds', now()),
    ('payments', '0015_card_parts', now()),
    ('payments', '0016_offline_cards', now()),
    ('payments', '0017_chains', now()),
    ('payments', '0018_chain_strangers', now()),
    ('payments', '0019_page_refunds', now()),
    ('platform', '0011_rates', now()),
    ('privacy', '0001_initial', now()),
    ('procrastinate', '0001_initial', now()),
    ('procrastinate', '0002_drop_started_at_column', now()),
    ('procrastinate', '0003_drop_started_at_column', now()),
    ('procrastinate', '0004_drop_procrastinate_version_table', now()),
    ('procrastinate', '0005_fix_procrastinate_fetch_job', now()),
    ('procrastinate', '0006_fix_trigger_status_events_insert', now()),
    ('procrastinate', '0007_add_queueing_lock_column', now()),
    ('procrastinate', '0008_close_fetch_job_race_condition', now()),
    ('procrastinate', '0009_add_defer_job_function', now()),
    ('procrastinate', '0010_add_procrastinate_periodic_defers', now()),
    ('procrastinate', '0011_add_foreign_key_index', now()),
    ('procrastinate', '0012_add_locks_to_periodic_defer', now()),
    ('procrastinate', '0013_fix_procrastinate_defer_periodic_job', now()),
    ('procrastinate', '0014_add_finish_job_and_retry_job_functions', now()),
    ('procrastinate', '0015_add_trigger_on_job_deletion', now()),
    ('procrastinate', '0016_delete_finished_jobs', now()),
    ('procrastinate', '0017_add_checks_to_finish_job', now()),
    ('procrastinate', '0018_add_checks_to_retry_job', now()),
    ('procrastinate', '0019_fix_finish_job_compat_issue', now()),
    ('procrastinate', '0020_add_index_on_procrastinate_jobs', now()),
    ('procrastinate', '0021_add_kwargs_to_defer_periodic_job', now()),
    ('procrastinate', '0022_null_locks_excluded', now()),
    ('procrastinate', '0023_remove_old_finish_job_function', now()),
    ('procrastinate', '0024_job_id_bigint', now()),
    ('procrastinate', '0025_add_models', now()),
    ('procrastinate', '0026_add_job_priority', now()),
    ('procrastinate', '0027_add_periodic_job_priority', now()),
    ('procrastinate', '0028_add_cancel_states', now()),
    ('procrastinate', '0029_add_additional_params_to_retry_job', now()),
    ('procrastinate', '0030_alter_procrastinateevent_options', now()),
    ('procrastinate', '0031_add_indexes_for_fetch_job', now()),
    ('procrastinate', '0032_pre_cancel_notification', now()),
    ('procrastinate', '0033_post_cancel_notification', now()),
    ('procrastinate', '0034_pre_add_heartbeat', now()),
    ('procrastinate', '0035_post_add_heartbeat', now()),
    ('procrastinate', '0036_add_worker_model', now()),
    ('procrastinate', '0037_pre_batch_defer_jobs', now()),
    ('procrastinate', '0038_post_batch_defer_jobs', now()),
    ('procrastinate', '0039_pre_priority_lock_fetch_job', now()),
    ('procrastinate', '0040_pre_retry_failed_job', now()),
    ('procrastinate', '0041_post_retry_failed_job', now()),
    ('purchasing', '0001_initial', now()),
    ('purchasing', '0002_protect', now()),
    ('purchasing', '0003_reordering', now()),
    ('retention', '0001_initial', now()),
    ('sales', '0018_sale_by_amount', now()),
    ('sales', '0019_sale_not_plain', now()),
    ('sales', '0020_accounts_owed', now()),
    ('sessions', '0001_initial', now()),
    ('settlements', '0001_initial', now()),
    ('settlements', '0002_protect', now()),
    ('shops', '0001_initial', now()),
    ('shops', '0002_clocks', now()),
    ('staff', '0010_inherited_policy', now()),
    ('stock', '0009_losses', now()),
    ('tills', '0007_office_entry', now()),
    ('tills', '0008_key_rotation', now()),
    ('webhooks', '0001_initial', now()),
    ('witnesses', '0001_initial', now());
