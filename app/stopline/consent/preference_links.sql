-- name: address_named
-- The address whose salted digest begins with what a link names; `beyond` sorts behind every such digest.
SELECT address FROM subjects WHERE subject >= :named AND subject < :beyond LIMIT 1;
