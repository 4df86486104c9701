"""Search: for programs (JSON, JSON-LD) and for people (a page that needs no script)."""

from fastapi import APIRouter

from app.web.search import api, page

router = APIRouter()
router.include_router(api.router)
router.include_router(page.router)
