//! Reminders while serving: a look at every council now and then.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use quarterday_domain::State;
use quarterday_gateway::{Councils as _, Tenant};
use quarterday_proto::command::{Command, Envelope, RecordBounce};
use quarterday_proto::id::NodeId;
use quarterday_scheduler::mail::{Configuration, Maildir, Mailer};
use quarterday_scheduler::remind::{ByMail, Council, Reminders, Surroundings, bounced, times};
use tokio::sync::watch;

use crate::hosting::{Clock, Hosting};

/// Reports of bounces that are read at a time.
const BOUNCES_AT_ONCE: usize = 100;
/// How often schedules and digests are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(10);

/// The scheduler of this process: mails go where the configuration says, and
/// into the data folder's outbox where it says nothing.
///
/// # Errors
/// When a secret or certificate of the mail server cannot be used.
pub(crate) fn reminders(
    node: NodeId,
    mail: &Configuration,
    data: &std::path::Path,
    base: String,
    clock: &Clock,
) -> anyhow::Result<Reminders> {
    let mailer = Arc::new(Mailer::open(mail.clone(), data)?);
    if mailer.outbox().is_some() {
        let folder = mail.outbox_in(data);
        tracing::warn!(
            outbox = %folder.display(),
            "no mail server is configured: mails are kept in the outbox and go to nobody"
        );
    }
    let surroundings = Surroundings {
        now: clock.clone(),
        new_id: Arc::new(|| hex::encode(rand::random::<[u8; 16]>())),
        secret: Arc::new(rand::random),
        base,
    };
    Ok(Reminders::new(
        node,
        Arc::new(ByMail::new(mailer)),
        surroundings,
    ))
}

/// Looks at every council, on and on, until told to stop; what is under way
/// then ends first.
pub(crate) async fn remind(
    hosting: Arc<Hosting>,
    reminders: Reminders,
    mail: Arc<Configuration>,
    mut stopped: watch::Receiver<bool>,
) {
    let mut looks = tokio::time::interval(LOOK_EVERY);
    looks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = looks.tick() => {}
            _ = stopped.wait_for(|stopped| *stopped) => return,
        }
        for tenant in hosting.list() {
            if *stopped.borrow() {
                return;
            }
            look(&tenant, &reminders).await;
        }
        if let Some(bounces) = &mail.bounces {
            read_bounces(&hosting, &mail, &Maildir::new(&bounces.maildir)).await;
        }
    }
}

async fn look(tenant: &Tenant, reminders: &Reminders) {
    let council = Council {
        id: tenant.id.clone(),
        log: tenant.log.clone(),
        view: tenant.view.clone(),
    };
    let ticked = reminders.tick(&council).await;
    if ticked.is_idle() {
        return;
    }
    for fault in &ticked.faults {
        tracing::warn!(council = %tenant.id, fault, "reminders");
    }
    tracing::info!(
        council = %tenant.id,
        schedules = ticked.schedules,
        due = ticked.due,
        claimed = ticked.claimed,
        sent = ticked.sent,
        failed = ticked.failed,
        repeated = ticked.repeated,
        dropped = ticked.dropped,
        capped = ticked.capped,
        unreached = ticked.unreached,
        "reminded"
    );
}

/// Records what the return path's mailbox got. A report is marked as seen once
/// all of it is recorded.
async fn read_bounces(hosting: &Hosting, mail: &Configuration, maildir: &Maildir) {
    let reading = maildir.clone();
    let arrived = tokio::task::spawn_blocking(move || reading.arrived(BOUNCES_AT_ONCE)).await;
    let arrived = match arrived {
        Ok(Ok(arrived)) => arrived,
        Ok(Err(error)) => {
            tracing::warn!(%error, "the mailbox of bounces cannot be read");
            return;
        }
        Err(error) => {
            tracing::error!(%error, "reading the mailbox of bounces failed");
            return;
        }
    };
    for report in arrived {
        let mut is_recorded = true;
        for tenant in hosting.list() {
            let path = mail.letterhead(&tenant.id).return_path;
            let bounce = bounced(&tenant.view.state(), &path, &report.bytes);
            let Some(bounce) = bounce else { continue };
            let email = bounce.email.clone();
            match record(&tenant, bounce).await {
                Ok(()) => tracing::info!(council = %tenant.id, email, "mail came back"),
                Err(error) => {
                    tracing::warn!(council = %tenant.id, email, %error, "a bounce is not recorded");
                    is_recorded = false;
                }
            }
        }
        if is_recorded && let Err(error) = maildir.seen(&report) {
            tracing::warn!(%error, "a report of a bounce cannot be marked as seen");
        }
    }
}

async fn record(tenant: &Tenant, bounce: RecordBounce) -> anyhow::Result<()> {
    let envelope = Envelope {
        id: hex::encode(rand::random::<[u8; 16]>()).parse()?,
        actor: "system".parse()?,
        known_at: None,
        cause: None,
        session: None,
        command: Command::RecordBounce(bounce),
    };
    tenant.log.append(envelope).await?;
    Ok(())
}

/// When a schedule comes next, as far as it can be known.
pub(crate) fn next_run(state: &State, name: &str, now: Timestamp) -> Option<Timestamp> {
    let current = state.schedule(name).ok()?;
    times(state, &current, now).ok()?.next
}
