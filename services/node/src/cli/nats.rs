//! `quarterday nats` and `quarterday move`: what an operator does on NATS.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, Subcommand, ValueEnum};
use quarterday_bus::jetstream::{self, Connection};
use quarterday_gateway::failure::Code;
use quarterday_ledger::Ledger;
use quarterday_proto::id::CouncilId;

use super::out;
use super::output::counted;
use crate::config::{Nats as Settings, read};
use crate::failure::{failed, failed_by};
use crate::hosting::{Home, Hosting, index_options};
use crate::owner;

/// Make the streams that councils are carried by
#[derive(Debug, Args)]
pub(super) struct Nats {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Make a council's stream and the bucket of leases, or check those there
    ///
    /// An operator's act: the configuration names a credential that may create
    /// streams, which a node's own should not.
    CreateStream {
        /// Council
        #[arg(long)]
        council: CouncilId,
        /// Configuration file with [bus.nats]
        #[arg(long, value_name = "F")]
        config: PathBuf,
    },
    /// Show what NATS has of a council: records, copies, and what is wrong with it
    StreamInfo {
        /// Council
        #[arg(long)]
        council: CouncilId,
        /// Configuration file with [bus.nats]
        #[arg(long, value_name = "F")]
        config: PathBuf,
    },
    /// Delete a council's stream, after a move away or to have it made anew
    ///
    /// An operator's act: what is only in the stream is lost. The nodes publish
    /// their ledgers into the one that is made next: docs/operations.md, "When
    /// histories differ".
    DeleteStream {
        /// Council
        #[arg(long)]
        council: CouncilId,
        /// The name of the stream once more, which is `qd-<council>`
        #[arg(long, value_name = "STREAM")]
        confirm: String,
        /// Configuration file with [bus.nats] and the operator's credential
        #[arg(long, value_name = "F")]
        config: PathBuf,
    },
    /// Declare that a stopped node's ledger counts, because others are lost
    ///
    /// An emptied or restored ledger counts by itself once it has been as far as
    /// enough others. Where those will never come back, this is your word that
    /// nothing acknowledged is only there: docs/operations.md, "When too few
    /// ledgers answer".
    AcceptLedger {
        /// Council
        #[arg(long)]
        council: CouncilId,
        /// Data folder of the node, which does not run
        #[arg(long, env = "QUARTERDAY_DATA", value_name = "DIR")]
        data: PathBuf,
    },
}

/// Take a council from the embedded bus to NATS, or back
///
/// No node may run on the data folder meanwhile. Every place, leaf and root
/// stays as it is; both are printed. Can be run again after a failure.
#[derive(Debug, Args)]
pub(super) struct Move {
    /// Council
    #[arg(long)]
    council: CouncilId,
    /// Where to
    #[arg(long, value_enum)]
    to: Target,
    /// Configuration file with [bus.nats] and a credential that may create and
    /// change streams
    #[arg(long, value_name = "F")]
    config: PathBuf,
    /// Data folder, instead of the configuration's
    #[arg(long, env = "QUARTERDAY_DATA", value_name = "DIR")]
    data: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Target {
    /// NATS JetStream: the log is published into the council's stream
    Nats,
    /// The embedded bus: the stream is sealed, so that nobody writes it any more
    Embedded,
}

impl Nats {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let (council, config) = match self.what {
            What::CreateStream { council, config } => (council, config),
            What::AcceptLedger { council, data } => return accept_ledger(&council, &data),
            What::StreamInfo { council, config } => return stream_info(&council, &config).await,
            What::DeleteStream {
                council,
                confirm,
                config,
            } => return delete_stream(&council, &confirm, &config).await,
        };
        let (connection, nats, _) = connect(&config).await?;
        jetstream::create_stream(&connection, &council, nats.replicas).await?;
        out(format!(
            "The stream of {council} is there, with {} and all that it needs.",
            match nats.replicas {
                1 => "1 copy".to_owned(),
                copies => format!("{copies} copies"),
            }
        ));
        Ok(())
    }
}

impl Move {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let (connection, nats, data) = connect(&self.config).await?;
        let data = self.data.unwrap_or(data);
        let folder = Hosting::folder_of(&data, &self.council);
        if !folder.is_dir() {
            let folder = folder.display();
            let detail = format!("{folder} is not there: name the data folder with --data");
            return Err(failed(Code::NoSuchLog, detail));
        }
        let home = Home::of(&folder)?.unwrap_or(Home::Embedded);
        let target = match self.to {
            Target::Nats => Home::Nats,
            Target::Embedded => Home::Embedded,
        };
        if home == target {
            let detail = format!(
                "council `{}` is there already; nothing was changed",
                self.council
            );
            return Err(failed(Code::OtherBus, detail));
        }
        // Held until the end: no node may write meanwhile.
        let (ledger, appender) = Ledger::open(&folder, index_options())
            .with_context(|| format!("could not open the log of council `{}`", self.council))?;
        let before = ledger.head();
        out(format!(
            "before: {} records, root {}",
            before.place,
            hex::encode(before.root)
        ));
        let moved = match target {
            Home::Nats => {
                jetstream::move_in(&connection, &self.council, &ledger, nats.replicas).await?
            }
            Home::Embedded => jetstream::move_out(&connection, &self.council, &ledger).await?,
        };
        target.settle(&folder)?;
        appender.close()?;
        owner::settle(&data, &self.council)?;
        out(format!(
            "after:  {} records, root {} as read back from the stream",
            moved.place,
            hex::encode(moved.root)
        ));
        out(match target {
            Home::Nats => "Serve it with this configuration from now on.",
            Home::Embedded => {
                "The stream is sealed. Serve it without [bus.nats] from now on, on this folder only."
            }
        });
        Ok(())
    }
}

async fn stream_info(council: &CouncilId, config: &std::path::Path) -> anyhow::Result<()> {
    let (connection, nats, _) = connect(config).await?;
    let seen = jetstream::look_at_stream(&connection, council, nats.replicas).await?;
    out(format!(
        "{}: {}, {} bytes",
        seen.name,
        counted(seen.records, "record"),
        seen.bytes
    ));
    out(match (seen.records, &seen.last_leaf) {
        (0, _) => "no place is taken yet".to_owned(),
        (_, Some(leaf)) => format!("places {} to {}, the last is {leaf}", seen.first, seen.last),
        (_, None) => format!(
            "places {} to {}, the last is no record",
            seen.first, seen.last
        ),
    });
    for copy in &seen.copies {
        out(format!("copy on {}: {}", copy.server, copy.state));
    }
    for fault in &seen.faults {
        out(format!("fault: {fault}"));
    }
    Ok(())
}

async fn delete_stream(
    council: &CouncilId,
    confirm: &str,
    config: &std::path::Path,
) -> anyhow::Result<()> {
    let name = quarterday_proto::subject::stream_name(council);
    if confirm != name {
        let detail = format!(
            "the stream of council `{council}` is `{name}`, and --confirm says `{confirm}`: \
             nothing was deleted"
        );
        return Err(failed(Code::ConfigurationInvalid, detail));
    }
    let (connection, _, _) = connect(config).await?;
    let records = jetstream::delete_stream(&connection, council).await?;
    out(format!(
        "Deleted {name} with {}.",
        counted(records, "record")
    ));
    Ok(())
}

fn accept_ledger(council: &CouncilId, data: &std::path::Path) -> anyhow::Result<()> {
    let folder = Hosting::folder_of(data, council);
    if std::os::unix::net::UnixStream::connect(data.join(crate::client::SOCKET)).is_ok() {
        let detail = format!("a node runs on {}: stop it first", data.display());
        return Err(failed(Code::LogInUse, detail));
    }
    if Home::of(&folder)? == Some(Home::Embedded) {
        let detail = format!(
            "the log of council `{council}` is carried by the embedded bus, where none counts"
        );
        return Err(failed(Code::OtherBus, detail));
    }
    jetstream::accept_ledger(&folder)?;
    Home::Nats.settle(&folder)?;
    owner::settle(data, council)?;
    out(format!(
        "The ledger of {council} in {} counts from the next start on, if its node is among \
         bus.nats.ledgers.",
        data.display()
    ));
    Ok(())
}

async fn connect(config: &std::path::Path) -> anyhow::Result<(Connection, Settings, PathBuf)> {
    let in_order = || {
        let config = read(Some(config))?;
        let nats = config.bus.nats;
        let nats = nats.context("the configuration has no [bus.nats]: it says where NATS is")?;
        nats.settings().check()?;
        let access = nats.access()?;
        anyhow::Ok((nats, access, config.data))
    };
    let (nats, access, data) =
        in_order().map_err(|error| failed_by(error, Code::ConfigurationInvalid))?;
    let connection = Connection::open(&access).await?;
    Ok((connection, nats, data))
}
