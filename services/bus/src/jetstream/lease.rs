//! Who should be the writer: a key that expires. For liveness only; that two
//! nodes which both hold themselves for the writer do no harm is what the
//! expectations of each publish are for.

use std::time::Duration;

use async_nats::jetstream::kv::{self, Store};
use async_nats::jetstream::stream::StorageType;
use quarterday_proto::id::{CouncilId, NodeId};

use super::connection::{Connection, chain};
use super::error::Error;
use super::publish::not_stored;
use super::stream;

/// The bucket of all leases.
pub(super) const BUCKET: &str = "qd-leases";
/// A lease that was not renewed for so long is free.
pub const LEASE: Duration = Duration::from_secs(4);
/// How often the holder renews it.
pub(super) const RENEW_EVERY: Duration = Duration::from_secs(1);

const OPEN: &str = "open the bucket of leases";

/// Gets the bucket of leases, makes it if there is none and that is allowed,
/// and reads its configuration back.
///
/// # Errors
/// [`Error::NoBucket`], [`Error::Nats`], [`Error::Configuration`].
pub(super) async fn bucket(
    connection: &Connection,
    council: &CouncilId,
    replicas: usize,
    may_create: bool,
) -> Result<Store, Error> {
    let config = kv::Config {
        bucket: BUCKET.to_owned(),
        description: "Which node writes for which council".to_owned(),
        max_age: LEASE,
        // A node may not make it again, so it must outlive a restart of the servers.
        storage: StorageType::File,
        num_replicas: replicas,
        history: 1,
        ..kv::Config::default()
    };
    let found = if is_there(connection).await? {
        let found = connection.context.get_key_value(BUCKET).await;
        found.map_err(|error| Error::of_api(OPEN, &error))?
    } else if may_create {
        let made = connection.context.create_key_value(config).await;
        made.map_err(|error| Error::of_api(OPEN, &error))?
    } else {
        let council = council.clone();
        return Err(Error::NoBucket { council });
    };
    let config = &found.stream.cached_info().config;
    if config.max_age == LEASE {
        Ok(found)
    } else {
        let faults = vec![format!("leases last {:?}, not {LEASE:?}", config.max_age)];
        let name = BUCKET.to_owned();
        Err(Error::Configuration { name, faults })
    }
}

async fn is_there(connection: &Connection) -> Result<bool, Error> {
    match connection.context.get_stream(stream_of_bucket()).await {
        Ok(_) => Ok(true),
        Err(error) if stream::is_missing(&error) => Ok(false),
        Err(error) => Err(Error::of_api(OPEN, &error)),
    }
}

/// Removes a bucket that is kept in memory, as earlier versions made it, so that
/// one in files takes its place. Whoever writes meanwhile loses the lease and
/// nothing else.
///
/// # Errors
/// [`Error::Nats`].
pub(super) async fn remove_if_in_memory(connection: &Connection) -> Result<(), Error> {
    let found = match connection.context.get_stream(stream_of_bucket()).await {
        Ok(found) => found,
        Err(error) if stream::is_missing(&error) => return Ok(()),
        Err(error) => return Err(Error::of_api(OPEN, &error)),
    };
    if found.cached_info().config.storage == StorageType::Memory {
        let removed = connection.context.delete_key_value(BUCKET).await;
        removed.map_err(|error| Error::of_api("remove the bucket of leases", &error))?;
    }
    Ok(())
}

fn stream_of_bucket() -> String {
    format!("KV_{BUCKET}")
}

/// A lease that this node holds.
pub(super) struct Lease {
    store: Store,
    key: String,
    node: NodeId,
    revision: u64,
}

impl Lease {
    /// Takes the lease of a council if it is free.
    ///
    /// # Errors
    /// [`Error::Nats`]. It is `None` where another node holds it.
    pub(super) async fn take(
        store: &Store,
        council: &CouncilId,
        node: &NodeId,
    ) -> Result<Option<Self>, Error> {
        let key = council.as_str().to_owned();
        let value = node.as_str().to_owned().into();
        match store.create(&key, value).await {
            Ok(revision) => Ok(Some(Self {
                store: store.clone(),
                key,
                node: node.clone(),
                revision,
            })),
            Err(error) if error.kind() == kv::CreateErrorKind::AlreadyExists => Ok(None),
            Err(error) => Err(not_stored("take the lease", chain(&error))),
        }
    }

    /// Holds it for another while; false when another node has it.
    ///
    /// # Errors
    /// [`Error::Nats`]: it may be tried again.
    pub(super) async fn renew(&mut self) -> Result<bool, Error> {
        let value = self.node.as_str().to_owned().into();
        match self.store.update(&self.key, value, self.revision).await {
            Ok(revision) => {
                self.revision = revision;
                Ok(true)
            }
            Err(error) if error.kind() == kv::UpdateErrorKind::WrongLastRevision => Ok(false),
            Err(error) => Err(not_stored("renew the lease", chain(&error))),
        }
    }

    /// Frees it, so that another node need not wait.
    pub(super) async fn give_back(self) {
        let revision = Some(self.revision);
        if let Err(error) = self.store.delete_expect_revision(&self.key, revision).await {
            tracing::debug!(%error, "the lease was not given back");
        }
    }
}
