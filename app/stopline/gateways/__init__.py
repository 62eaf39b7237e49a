"""What carries texts: the protocol every gateway follows, the registry that finds them, and the gateways themselves.

Each gateway translates one provider's world into `InboundText`, `Receipt`, `Accepted` and `Rejected`. None of them knows
contacts, threads or consent; none sends without a `Permit`.
"""
