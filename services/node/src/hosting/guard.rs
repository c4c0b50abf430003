//! Watching over the logs while they are served: closed segments are verified
//! again in the background, and a fault, found by that or by any read, ends the
//! process.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use quarterday_gateway::Councils as _;
use quarterday_ledger::Scrubber;
use quarterday_proto::id::CouncilId;

use super::Hosting;

/// Time between two steps.
const STEP_EVERY: Duration = Duration::from_millis(500);
/// Bytes that one step verifies, of each council: 8 MB a second.
const STEP_BYTES: u64 = 4 << 20;

/// Verifies on and on; ends only with a fault.
///
/// # Errors
/// The fault, naming council and place.
pub async fn watch(hosting: Arc<Hosting>) -> anyhow::Result<()> {
    let mut scrubbers: BTreeMap<CouncilId, Scrubber> = BTreeMap::new();
    let mut steps = tokio::time::interval(STEP_EVERY);
    steps.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        steps.tick().await;
        for tenant in hosting.list() {
            let id = tenant.id.clone();
            let ledger = tenant.log.ledger().clone();
            let mut scrubber = scrubbers
                .remove(&id)
                .unwrap_or_else(|| tenant.log.ledger().scrubber());
            let stepped = tokio::task::spawn_blocking(move || {
                let stepped = scrubber.scrub_step(STEP_BYTES).map(drop);
                (scrubber, stepped)
            });
            let (scrubber, stepped) = stepped.await?;
            if let Err(error) = stepped {
                anyhow::bail!("council `{id}`: {error}");
            }
            if let Some(fault) = ledger.fault() {
                anyhow::bail!("council `{id}`: the log is damaged: {fault}");
            }
            scrubbers.insert(id, scrubber);
        }
    }
}
