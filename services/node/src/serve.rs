//! Serving: the network's door and the operator's socket, until told to stop.

use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use axum::Router;
use clap::ValueEnum;
use quarterday_gateway::{Councils as _, Door, Limits, Surroundings, Web, router};
use quarterday_scheduler::mail::Configuration;
use quarterday_scheduler::remind::{Reminders, bounced};
use tokio::net::{TcpListener, UnixListener};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;

use crate::client::SOCKET;
use crate::hosting::{Clock, Hosting, watch};
use crate::reminding::remind;

/// How often a node looks for councils that others made.
const LOOK_EVERY: std::time::Duration = std::time::Duration::from_secs(2);
/// How often while it is not known which there are.
const LOOK_AT_FIRST_EVERY: std::time::Duration = std::time::Duration::from_millis(100);
/// How long a node that starts waits for NATS before it serves without.
const NATS_AT_START_WITHIN: std::time::Duration = std::time::Duration::from_secs(2);
/// How long requests under way may take to end once a stop was asked for.
const DRAIN_SECONDS: u64 = 20;

/// The routes with the rights of whoever may use the machine's socket.
pub fn operator_router(hosting: Arc<Hosting>, clock: &Clock, mail: &Arc<Configuration>) -> Router {
    let web = Web {
        base: None,
        post: None,
        mails: None,
        providers: None,
        limits: Limits::default(),
    };
    router(hosting, Door::Operator, surroundings(clock, web, mail))
}

fn surroundings(clock: &Clock, web: Web, mail: &Arc<Configuration>) -> Surroundings {
    let mail = mail.clone();
    Surroundings {
        now: clock.clone(),
        new_id: Arc::new(|| hex::encode(rand::random::<[u8; 16]>())),
        secret: Arc::new(rand::random),
        next_run: Arc::new(crate::reminding::next_run),
        web,
        bounced: Arc::new(move |council, state, report| {
            bounced(state, &mail.letterhead(council).return_path, report)
        }),
    }
}

/// What a process is for. On NATS any number of each may run, each a node with
/// a ledger of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Role {
    /// Everything
    #[default]
    All,
    /// Answer requests; leave scheduled work to others
    Gateway,
    /// Do scheduled work; on the network, answer only whether it is well
    Scheduler,
}

/// What a process does about mail.
#[derive(Default)]
pub struct Mail {
    /// As it is configured.
    pub configuration: Arc<Configuration>,
    /// What reminds, where this process does.
    pub reminders: Option<Reminders>,
}

/// Both doors, bound.
pub struct Doors {
    network: TcpListener,
    operator: UnixListener,
    signals: Signals,
    web: Web,
}

/// Signals to stop. Heeded from when this is made, which is before anyone is
/// told that there is service: whoever was told may ask for a stop at once.
struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Doors {
    /// Binds the address and the socket of the data folder. A socket that
    /// nobody listens to is left from a process that was killed.
    ///
    /// # Errors
    /// When either is in use or not allowed.
    pub async fn bind(address: SocketAddr, data: &Path) -> anyhow::Result<Self> {
        let network = TcpListener::bind(address)
            .await
            .with_context(|| format!("could not listen on {address}"))?;
        let path = data.join(SOCKET);
        if tokio::net::UnixStream::connect(&path).await.is_err() {
            let _ = std::fs::remove_file(&path);
        }
        let operator = UnixListener::bind(&path).with_context(|| {
            format!(
                "could not make the socket {} (a socket's path has at most 107 bytes)",
                path.display()
            )
        })?;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
        let base = format!("http://{}", network.local_addr()?);
        Ok(Self {
            network,
            operator,
            signals: Signals::heed()?,
            web: Web {
                base: Some(base),
                post: None,
                mails: None,
                providers: None,
                limits: Limits::default(),
            },
        })
    }

    /// With what pages need: what the service is reached as, which is the
    /// address that is listened on unless it is told, and what mails links to
    /// sign in by.
    pub fn with_web(mut self, web: Web) -> Self {
        self.web = web;
        self
    }

    /// The address that is served.
    ///
    /// # Errors
    /// When the system does not tell it.
    pub fn address(&self) -> anyhow::Result<SocketAddr> {
        Ok(self.network.local_addr()?)
    }

    /// Serves until a signal to stop, then lets requests end and closes the
    /// logs with their markers. Where it is given what reminds, it reminds: of
    /// many that do, one sends.
    ///
    /// # Errors
    /// When a listener fails, or a log turns out to be damaged.
    pub async fn serve(
        self,
        hosting: Arc<Hosting>,
        clock: Clock,
        data: &Path,
        role: Role,
        mail: Mail,
    ) -> anyhow::Result<()> {
        let mut signals = self.signals;
        let Mail {
            configuration,
            reminders,
        } = mail;
        let (stop, stopped) = watch::channel(false);
        let door = match role {
            Role::All | Role::Gateway => Door::Network,
            Role::Scheduler => Door::Health,
        };
        let network = router(
            hosting.clone(),
            door,
            surroundings(&clock, self.web.clone(), &configuration),
        );
        let operator = router(
            hosting.clone(),
            Door::Operator,
            surroundings(&clock, self.web, &configuration),
        );
        let until = |mut stopped: watch::Receiver<bool>| async move {
            // The sender lives until both servers are done.
            let _ = stopped.wait_for(|stopped| *stopped).await;
        };
        let network = tokio::spawn(
            axum::serve(
                self.network,
                network.into_make_service_with_connect_info::<SocketAddr>(),
            )
            .with_graceful_shutdown(until(stopped.clone()))
            .into_future(),
        );
        let reminding = reminders.map(|reminders| {
            let reminding = remind(hosting.clone(), reminders, configuration, stopped.clone());
            tokio::spawn(reminding)
        });
        let operator = tokio::spawn(
            axum::serve(self.operator, operator)
                .with_graceful_shutdown(until(stopped))
                .into_future(),
        );
        let ended = tokio::select! {
            () = signals.wait() => Ok(()),
            fault = watch(hosting.clone()) => fault,
            fault = look_for_councils(hosting.clone()) => fault,
        };
        tracing::info!("stopping: requests under way may end");
        stop.send_replace(true);
        // What was taken is stored and answered, then the feeds end with the
        // logs, and with them the last requests.
        let drained = async {
            // A mail that was handed over is recorded before the log closes.
            if let Some(reminding) = reminding {
                reminding.await?;
            }
            tokio::task::spawn_blocking(move || hosting.close()).await?;
            network.await??;
            operator.await??;
            anyhow::Ok(())
        };
        let limit = std::time::Duration::from_secs(DRAIN_SECONDS);
        match tokio::time::timeout(limit, drained).await {
            Ok(drained) => drained?,
            Err(_) => {
                tracing::warn!(
                    seconds = DRAIN_SECONDS,
                    "requests were still under way and are cut off"
                );
            }
        }
        let _ = std::fs::remove_file(data.join(SOCKET));
        ended
    }
}

/// Waits a little for NATS, so that where it is reached a node that serves knows
/// its councils from the first request on. What the local ledgers hold is not
/// kept back for longer.
///
/// # Errors
/// When a log cannot be opened, or this NATS can never be used.
pub async fn wait_for_councils(
    hosting: &Arc<Hosting>,
    began: std::time::Instant,
) -> anyhow::Result<()> {
    while hosting.unlisted().is_some() {
        let left = NATS_AT_START_WITHIN.saturating_sub(began.elapsed());
        if left.is_zero() {
            break;
        }
        tokio::time::sleep(LOOK_AT_FIRST_EVERY.min(left)).await;
        let looking = hosting.clone();
        let look = tokio::task::spawn_blocking(move || looking.look_for_councils_at_start());
        // One that has no answer goes on, and is not waited for.
        if let Ok(looked) = tokio::time::timeout(left, look).await {
            looked??;
        }
    }
    Ok(())
}

/// Opens councils that other nodes made, on and on; ends only with a fault.
async fn look_for_councils(hosting: Arc<Hosting>) -> anyhow::Result<()> {
    loop {
        let looking = hosting.clone();
        tokio::task::spawn_blocking(move || looking.look_for_councils()).await??;
        tokio::time::sleep(match hosting.unlisted() {
            Some(_) => LOOK_AT_FIRST_EVERY,
            None => LOOK_EVERY,
        })
        .await;
    }
}

impl Signals {
    fn heed() -> anyhow::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    async fn wait(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
