"""What the shop does: plain classes over `db`, `gateways` and `domain`, built in `app.py`. No Qt."""
