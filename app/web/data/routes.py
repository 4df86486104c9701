"""Every address of linked data, in the order in which they are tried."""

from __future__ import annotations

from fastapi import APIRouter

from app.web.data import entities, institution, records

router = APIRouter()
router.include_router(records.router)
router.include_router(entities.router)
router.include_router(institution.router)
