//! Writers that wait for each answer before they send again.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use quarterday_proto::command::Envelope;

use crate::council::observe;

/// Acknowledged commits a second with so many writers.
pub(crate) async fn measure<F, A>(
    writers: usize,
    seconds: f64,
    run: &str,
    send: F,
) -> anyhow::Result<f64>
where
    F: Fn(Envelope) -> A + Send + Sync + 'static,
    A: Future<Output = anyhow::Result<()>> + Send,
{
    let send = Arc::new(send);
    let numbers = Arc::new(AtomicU64::new(0));
    let began = Instant::now();
    let until = began + Duration::from_secs_f64(seconds);
    let mut tasks = Vec::new();
    for _ in 0..writers {
        let (send, numbers, run) = (send.clone(), numbers.clone(), run.to_owned());
        tasks.push(tokio::spawn(async move {
            let mut done = 0_u64;
            while Instant::now() < until {
                let number = numbers.fetch_add(1, Ordering::Relaxed);
                send(observe(format!("{run}-{number}"), number)).await?;
                done += 1;
            }
            anyhow::Ok(done)
        }));
    }
    let mut total = 0;
    for task in tasks {
        total += task.await??;
    }
    #[allow(clippy::cast_precision_loss)]
    Ok(total as f64 / began.elapsed().as_secs_f64())
}
