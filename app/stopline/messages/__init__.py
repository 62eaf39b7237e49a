"""Messages and their way out.

`message` is pure. `outbox` queues, claims and settles; `dispatch` carries claimed messages to a gateway;
`receipts` takes in what became of them. Whether a message may leave is never decided here but by `consent.gate`.
"""
