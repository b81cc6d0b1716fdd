"""The worker process: jobs from Procrastinate's queue, and the loops that follow the outbox and the log.

    python -m comptoir.config.working

One process and one event loop for both, because each process costs some 50 MB before it does anything.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys

from comptoir.config.lineage import die_with_parent

JOBS_AT_ONCE = 4
JOB_END_SECONDS = 10


def work() -> int:
    """Work until SIGTERM or SIGINT."""
    import django

    django.setup()
    asyncio.run(_work())
    return 0


async def _work() -> None:
    from django.conf import settings

    from comptoir.backoffice.alert_mail import run_background as run_alerts
    from comptoir.backoffice.forgotten_mail import run_background as run_forgotten
    from comptoir.backoffice.report_mail import run_background as run_reports
    from comptoir.config.backup.worker import run_background as run_backups
    from comptoir.fiscal.worker import run_background as run_fiscal
    from comptoir.insights.fold import fold as fold_insights
    from comptoir.insights.worker import run_background as run_earnings
    from comptoir.invoices.worker import credit_refunds
    from comptoir.links.worker import run_background as run_hooks
    from comptoir.moving.export_worker import run_background as run_exports
    from comptoir.moving.worker import run_background as run_moves
    from comptoir.papers.worker import run_background as run_receipts
    from comptoir.payments.worker import run_background as run_payments
    from comptoir.platform.tree import tree_grower
    from comptoir.privacy.worker import run_background as run_erasures
    from comptoir.purchasing.worker import run_background as run_letters
    from comptoir.retention.worker import run_background as run_retention
    from comptoir.sales.worker import run_background
    from comptoir.shops.worker import run_background as run_planned
    from comptoir.tills.log_key import LogSigner
    from comptoir.webhooks.follow import tell_endpoints
    from comptoir.webhooks.worker import run_background as run_webhooks
    from comptoir.witnesses.worker import run_background as run_witnesses

    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    followers = [credit_refunds, fold_insights, tell_endpoints, tree_grower(LogSigner())]
    loops = [
        asyncio.create_task(one)
        for one in (
            run_background(settings.APP_DATABASE_URL, stop, followers=followers),
            *(
                run(stop)
                for run in (
                    run_receipts,
                    run_moves,
                    run_exports,
                    run_letters,
                    run_reports,
                    run_planned,
                    run_payments,
                    run_earnings,
                    run_webhooks,
                    run_hooks,
                    run_backups,
                    run_witnesses,
                    run_fiscal,
                    run_alerts,
                    run_forgotten,
                    run_retention,
                    run_erasures,
                )
            ),
        )
    ]
    jobs = asyncio.create_task(_run_jobs())
    wish = asyncio.create_task(stop.wait())
    # Whatever ends first ends all: a loop that died quietly would leave the stock standing still, while a process
    # that ends is seen and started again.
    await asyncio.wait({*loops, jobs, wish}, return_when=asyncio.FIRST_COMPLETED)
    stop.set()
    jobs.cancel()
    wish.cancel()
    ends = await asyncio.gather(*loops, jobs, return_exceptions=True)
    for end in ends:
        if isinstance(end, Exception):
            raise end


async def _run_jobs() -> None:
    """Take jobs from the queue; when cancelled, those that run may come to their end."""
    from procrastinate import PsycopgConnector
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.utils import connector_params

    # Each idle connection is a process of some 4 MB: one waits, the others come with the work.
    connector = PsycopgConnector(kwargs=connector_params("default"), min_size=1, max_size=JOBS_AT_ONCE + 2)
    worker_app = app.with_connector(connector)
    async with worker_app.open_async():
        await worker_app.run_worker_async(
            concurrency=JOBS_AT_ONCE, install_signal_handlers=False, shutdown_graceful_timeout=JOB_END_SECONDS
        )


def main(_arguments: list[str]) -> int:
    """As the supervisor starts it."""
    die_with_parent()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comptoir.config.settings")
    return work()


if __name__ == "__main__":
    # By its real name: Procrastinate warns when tasks could be defined in a module called __main__.
    from comptoir.config import working

    sys.exit(working.main(sys.argv[1:]))
