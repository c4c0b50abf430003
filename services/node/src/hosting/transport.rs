//! What carries the commits of this process: its own disk, or NATS.

use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use quarterday_bus::embedded::Embedded;
use quarterday_bus::jetstream::{self, Connection, JetStream, Settings};
use quarterday_bus::{Broken, EventLog, Rules, Stopped, Surroundings, Views};
use quarterday_gateway::failure::{Code, of_nats, of_not_ready};
use quarterday_ledger::{Appender, Ledger};
use quarterday_proto::id::{CouncilId, NodeId};
use tokio::runtime::Handle;

use super::Home;
use crate::failure::failed;

/// What carries the commits of this process.
#[derive(Clone)]
pub enum Transport {
    /// This process and its disk.
    Embedded,
    /// The same for a command on a folder where no node runs. What NATS carries is
    /// opened too, for reading.
    ByHand,
    /// NATS JetStream.
    Nats(Arc<Cluster>),
}

/// NATS as a process sees it.
pub struct Cluster {
    /// How to reach it.
    pub connection: Connection,
    /// This node and the others.
    pub settings: Settings,
}

/// The bus of one council.
pub(super) enum Bus {
    Embedded(Arc<Embedded>),
    JetStream(Arc<JetStream>),
    Stopped(Arc<Stopped>),
}

impl Transport {
    pub(super) fn home(&self) -> Home {
        match self {
            Self::Embedded | Self::ByHand => Home::Embedded,
            Self::Nats(_) => Home::Nats,
        }
    }

    /// Councils that are known beside those that have a folder.
    pub(super) fn councils(&self, within: Duration) -> Result<Vec<CouncilId>, jetstream::Error> {
        match self {
            Self::Embedded | Self::ByHand => Ok(Vec::new()),
            Self::Nats(cluster) => {
                Handle::current().block_on(jetstream::councils(&cluster.connection, within))
            }
        }
    }

    /// Refuses a council whose stream is there and not as it must be, or is not
    /// there and may not be made here.
    pub(super) fn check(&self, id: &CouncilId) -> anyhow::Result<()> {
        let Self::Nats(cluster) = self else {
            return Ok(());
        };
        let Cluster {
            connection,
            settings,
        } = &**cluster;
        let fit = jetstream::is_fit(connection, id, settings.replicas);
        if Handle::current().block_on(fit)? || settings.may_create {
            return Ok(());
        }
        let detail = format!(
            "council `{id}` has no stream and this node may not create streams: an operator \
             creates it with `{}`",
            jetstream::making(id.as_str())
        );
        Err(failed(Code::StreamMissing, detail))
    }

    /// Whether a council that is opened may be new, so that its log key is made
    /// here.
    pub(super) fn may_make_key(&self, create: bool) -> bool {
        // An operator's stream is empty until the council is set up.
        !matches!(self, Self::Nats(_)) || create
    }

    /// Whether a council cannot be opened without its log key.
    pub(super) fn needs_key(&self) -> bool {
        !matches!(self, Self::Nats(_))
    }

    /// Whether the log in a folder is only read here.
    pub(super) fn only_reads(&self, folder: &Path) -> anyhow::Result<bool> {
        Ok(matches!(self, Self::ByHand) && Home::of(folder)? == Some(Home::Nats))
    }

    /// Ends the process when a log cannot go on.
    pub(super) fn broken(&self, id: &CouncilId) -> Broken {
        let id = id.clone();
        match self {
            Self::Embedded | Self::ByHand => Box::new(|error| {
                // Nothing is known of the end of the file until the next start
                // has looked at it, so going on could acknowledge what is lost.
                last_words(format_args!(
                    "the log could not be written, and this process ends: {error}"
                ));
                std::process::abort();
            }),
            Self::Nats(_) => Box::new(move |error| {
                let known = error.downcast_ref::<jetstream::Error>();
                let code = known.and_then(of_nats).unwrap_or(Code::Internal);
                let why = format!("council `{id}` cannot go on, and this process ends: {error}");
                last_words(format_args!("{}", code.tells(why)));
                std::process::exit(1);
            }),
        }
    }

    /// Starts the bus of a council that is made here or was found.
    pub(super) fn start(
        &self,
        id: &CouncilId,
        is_found: bool,
        (ledger, appender): (Ledger, Appender),
        rules: impl Rules,
        views: impl Views,
        surroundings: Surroundings,
    ) -> anyhow::Result<Bus> {
        Ok(match self {
            Self::Embedded | Self::ByHand => Bus::Embedded(Embedded::start(
                ledger,
                appender,
                rules,
                views,
                surroundings,
            )),
            Self::Nats(cluster) => Bus::JetStream(JetStream::start(
                id.clone(),
                cluster.connection.clone(),
                Settings {
                    is_found,
                    ..cluster.settings.clone()
                },
                (ledger, appender),
                rules,
                views,
                surroundings,
            )?),
        })
    }
}

impl Bus {
    pub(super) fn log(&self) -> Arc<dyn EventLog> {
        match self {
            Self::Embedded(bus) => bus.clone(),
            Self::JetStream(bus) => bus.clone(),
            Self::Stopped(bus) => bus.clone(),
        }
    }

    /// Why it cannot be used, with the code of that.
    pub(super) fn not_ready(&self) -> Option<String> {
        match self {
            Self::Embedded(_) | Self::Stopped(_) => None,
            Self::JetStream(bus) => {
                let reason = bus.not_ready()?;
                Some(of_not_ready(&reason).tells(reason))
            }
        }
    }

    /// The node that writes, where there are several.
    pub(super) fn writer(&self) -> Option<NodeId> {
        match self {
            Self::Embedded(_) | Self::Stopped(_) => None,
            Self::JetStream(bus) => bus.writer(),
        }
    }

    /// Whether it has no record and a stream that is not as it must be.
    pub(super) fn is_nobodys(&self) -> bool {
        match self {
            Self::Embedded(_) | Self::Stopped(_) => false,
            Self::JetStream(bus) => bus.is_nobodys(),
        }
    }

    /// Whether it has no record and can be found again by its stream.
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Embedded(_) | Self::Stopped(_) => false,
            Self::JetStream(bus) => bus.places().0 == 0,
        }
    }

    pub(super) fn close(&self) {
        match self {
            Self::Embedded(bus) => bus.clone().close(),
            Self::JetStream(bus) => bus.close(),
            Self::Stopped(bus) => bus.close(),
        }
    }
}

/// Says why the process ends; it ends also where nobody reads that.
fn last_words(why: std::fmt::Arguments<'_>) {
    let _ = writeln!(std::io::stderr(), "{why}");
}
