//! Who should be the writer: a key that expires. For liveness only; that two
//! nodes which both hold themselves for the writer do no harm is what the
//! expectations of each publish are for.

use std::time::Duration;

use async_nats::jetstream::kv::{self, Store};
use async_nats::jetstream::stream::StorageType;
use quarterday_proto::id::{CouncilId, NodeId};

use super::connection::{Connection, chain};
use super::error::Error;

/// The bucket of all leases.
pub(super) const BUCKET: &str = "qd-leases";
/// A lease that was not renewed for so long is free.
pub const LEASE: Duration = Duration::from_secs(4);
/// How often the holder renews it.
pub(super) const RENEW_EVERY: Duration = Duration::from_secs(1);

/// Gets the bucket of leases, makes it if there is none and that is allowed,
/// and reads its configuration back.
///
/// # Errors
/// [`Error::Nats`], [`Error::Configuration`].
pub(super) async fn bucket(
    connection: &Connection,
    replicas: usize,
    may_create: bool,
) -> Result<Store, Error> {
    let action = "open the bucket of leases";
    let config = kv::Config {
        bucket: BUCKET.to_owned(),
        description: "Which node writes for which council".to_owned(),
        max_age: LEASE,
        storage: StorageType::Memory,
        num_replicas: replicas,
        history: 1,
        ..kv::Config::default()
    };
    let found = match connection.context.get_key_value(BUCKET).await {
        Ok(found) => found,
        Err(_) if may_create => connection
            .context
            .create_key_value(config)
            .await
            .map_err(|error| Error::of_api(action, &error))?,
        Err(error) => {
            return Err(Error::Nats {
                action,
                reason: format!(
                    "{} (an operator creates it with `quarterday nats create-stream`)",
                    chain(&error)
                ),
            });
        }
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
            Err(error) => Err(Error::Nats {
                action: "take the lease",
                reason: chain(&error),
            }),
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
            Err(error) => Err(Error::Nats {
                action: "renew the lease",
                reason: chain(&error),
            }),
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
