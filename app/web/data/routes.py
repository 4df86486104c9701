"""Every address of linked data, in the order in which they are tried."""

from __future__ import annotations

from fastapi import APIRouter

from app.web.data import records

router = APIRouter()
router.include_router(records.router)
