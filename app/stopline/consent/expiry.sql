-- name: implied_before
-- Implied consents given before an instant, in the order of their place, from one place on.
SELECT address, channel, scope, address || ' ' || channel || ' ' || scope AS place FROM consent_status
WHERE basis IN ('implied_purchase', 'implied_inquiry') AND state = 'subscribed' AND agreed_at <= :before
    AND address || ' ' || channel || ' ' || scope > :after
ORDER BY place LIMIT :limit;

-- name: status_of_scope
-- The present of one scope.
SELECT scope, state, since, event_seq, before_hold, basis, agreed_at FROM consent_status
WHERE address = :address AND channel = :channel AND scope = :scope;
