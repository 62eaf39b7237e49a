-- name: flow_text
-- A text of a flow that is on its way to somebody or has reached them; one that was kept back does not count.
SELECT f.message FROM flow_texts f JOIN messages m ON m.id = f.message
WHERE f.thread = :thread AND f.keyword = :keyword AND f.step = :step AND m.state NOT IN ('refused', 'failed');

-- name: add_flow_text
-- Note which text of a flow a message is.
INSERT INTO flow_texts (message, thread, keyword, step) VALUES (:message, :thread, :keyword, :step);
