//! What is told when the service cannot do its work: too much at once, too
//! late, a full disk, a log that takes no more, a bug.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use quarterday_bus::jetstream;
use quarterday_bus::{Answer, Error, EventLog, Follow};
use quarterday_gateway::failure::Code;
use quarterday_gateway::limits::REQUESTS_MAX;
use quarterday_gateway::{Councils, Door, NotMade, Readiness, Surroundings, Tenant, router};
use quarterday_ledger::Ledger;
use quarterday_proto::command::Envelope;
use quarterday_proto::id::CouncilId;
use serde_json::Value;
use tower::ServiceExt as _;

use crate::support::Service;

/// What becomes of a command.
#[derive(Clone)]
enum Fate {
    Fails(Error),
    Waits,
    Panics,
}

/// A log whose commands all have one fate.
struct Fated {
    log: Arc<dyn EventLog>,
    fate: Fate,
    /// Commands that came as far as the log.
    met: Arc<AtomicUsize>,
}

impl EventLog for Fated {
    fn append(&self, _: Envelope) -> Answer {
        let fate = self.fate.clone();
        self.met.fetch_add(1, Ordering::Relaxed);
        Box::pin(async move {
            match fate {
                Fate::Fails(error) => Err(error),
                Fate::Waits => std::future::pending().await,
                Fate::Panics => panic!("this test has a bug in it"),
            }
        })
    }

    fn ledger(&self) -> &Ledger {
        self.log.ledger()
    }

    fn follow(&self, from: u64) -> Follow {
        self.log.follow(from)
    }
}

/// One council.
struct One(Arc<Tenant>);

impl Councils for One {
    fn list(&self) -> Vec<Arc<Tenant>> {
        vec![self.0.clone()]
    }

    fn get(&self, id: &CouncilId) -> Option<Arc<Tenant>> {
        (*id == self.0.id).then(|| self.0.clone())
    }

    fn create(&self, _: &CouncilId) -> Result<Arc<Tenant>, NotMade> {
        Err(NotMade {
            code: Code::StreamMissing,
            detail: "there is one council only".to_owned(),
        })
    }

    fn readiness(&self) -> Readiness {
        Readiness::default()
    }
}

/// The routes of a service whose commands have a fate.
fn fated(service: &Service, fate: Fate) -> Router {
    counted(service, fate, Arc::default())
}

/// The same; the commands that came as far as the log are counted.
fn counted(service: &Service, fate: Fate, met: Arc<AtomicUsize>) -> Router {
    let id = "rochdale".parse().unwrap();
    let tenant = service.hosting.get(&id).unwrap();
    let log = Arc::new(Fated {
        log: tenant.log.clone(),
        fate,
        met,
    });
    let tenant = Tenant {
        id,
        log,
        view: tenant.view.clone(),
        key: tenant.key.clone(),
    };
    let clock = service.clock.clone();
    let surroundings = Surroundings {
        next_run: Arc::new(|_, _, _| None),
        web: quarterday_gateway::Web {
            base: None,
            post: None,
            mails: None,
            providers: None,
            limits: quarterday_gateway::Limits::default(),
        },
        bounced: Arc::new(|_, _, _| None),
        now: Arc::new(move || clock.now()),
        new_id: Arc::new(|| "command-1".to_owned()),
        secret: Arc::new(|| [7; 32]),
    };
    router(
        Arc::new(One(Arc::new(tenant))),
        Door::Operator,
        surroundings,
    )
}

/// Sends a command; status, `Retry-After` and problem of its answer.
async fn send(router: &Router) -> (StatusCode, String, Value) {
    let body = r#"{"close_plan":{"plan":"resources-2020-21"}}"#;
    let request = Request::builder()
        .method(Method::POST)
        .uri("/api/v1/rochdale/commands")
        .body(Body::from(body))
        .unwrap();
    let answer = router.clone().oneshot(request).await.unwrap();
    let status = answer.status();
    assert_eq!(
        answer.headers()["content-type"],
        "application/problem+json",
        "{status}"
    );
    assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
    let retry = answer.headers().get("retry-after");
    let retry = retry.map_or("", |value| value.to_str().unwrap()).to_owned();
    let body = axum::body::to_bytes(answer.into_body(), 1 << 20)
        .await
        .unwrap();
    (status, retry, serde_json::from_slice(&body).unwrap())
}

#[tokio::test]
async fn each_failure_of_the_log_has_its_status_and_code() {
    let service = Service::rochdale().await;
    let busy = Error::Busy {
        retry_after_seconds: 7,
    };
    let away = Error::Unavailable(Arc::new(jetstream::Error::Connect {
        servers: "nats://h".to_owned(),
        reason: "none".to_owned(),
    }));
    let large = Error::TooLarge {
        event: "plan.added".into(),
        bytes: 9,
        max: 8,
    };
    for (error, status, code, name, retry) in [
        (busy, 503, "QF0004", "busy", "7"),
        (Error::DiskFull, 507, "QF0003", "disk_full", ""),
        (Error::Broken, 503, "QF0006", "log_broken", "2"),
        (Error::Closed, 503, "QF0007", "closing", "2"),
        (Error::Stopped, 503, "QF0034", "other_bus", ""),
        (Error::Unknown, 503, "QF0021", "outcome_unknown", "2"),
        (Error::NoWriter, 503, "QF0038", "no_writer", "2"),
        (Error::NatsFull, 503, "QF0081", "nats_full", "2"),
        (away, 503, "QF0023", "nats_unreachable", "2"),
        (large, 413, "too_large", "too_large", ""),
    ] {
        let detail = error.to_string();
        let router = fated(&service, Fate::Fails(error));
        let (given, retry_after, problem) = send(&router).await;
        assert_eq!(given.as_u16(), status, "{problem}");
        assert_eq!(retry_after, retry, "{problem}");
        assert_eq!(problem["code"], code);
        assert_eq!(problem["name"], name);
        assert_eq!(problem["detail"], detail);
    }
}

#[tokio::test]
async fn a_command_that_takes_too_long_is_told_to_come_again() {
    let service = Service::rochdale().await;
    let router = fated(&service, Fate::Waits);
    tokio::time::pause();
    let began = tokio::time::Instant::now();
    let (status, retry, problem) = send(&router).await;
    assert!(began.elapsed() >= Duration::from_secs(30));
    assert_eq!((status.as_u16(), retry.as_str()), (503, "2"), "{problem}");
    assert_eq!(problem["code"], "QF0005");
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.contains("Idempotency-Key"), "{detail}");
}

#[tokio::test]
async fn a_bug_is_told_without_its_details() {
    let service = Service::rochdale().await;
    let router = fated(&service, Fate::Panics);
    let (status, _, problem) = send(&router).await;
    assert_eq!(status, 500);
    assert_eq!(problem["code"], "QF0008");
    assert!(!problem.to_string().contains("this test has a bug in it"));
}

#[tokio::test]
async fn too_many_requests_at_once_are_told_when_to_come_back() {
    let service = Service::rochdale().await;
    let met = Arc::new(AtomicUsize::new(0));
    let router = counted(&service, Fate::Waits, met.clone());
    let waiting: Vec<_> = (0..REQUESTS_MAX)
        .map(|_| {
            let router = router.clone();
            tokio::spawn(async move { send(&router).await })
        })
        .collect();
    let all_wait = async {
        while met.load(Ordering::Relaxed) < REQUESTS_MAX {
            tokio::task::yield_now().await;
        }
    };
    let limit = Duration::from_secs(10);
    tokio::time::timeout(limit, all_wait).await.unwrap();
    let (status, retry, problem) = send(&router).await;
    assert_eq!((status.as_u16(), retry.as_str()), (503, "2"), "{problem}");
    assert_eq!(problem["code"], "QF0004");
    // Whether the service lives is told all the same.
    let alive = Request::builder().uri("/healthz");
    let alive = router.clone().oneshot(alive.body(Body::empty()).unwrap());
    assert_eq!(alive.await.unwrap().status(), 200);
    // One that goes away makes room.
    waiting[0].abort();
    let again = tokio::time::timeout(Duration::from_secs(5), async {
        loop {
            // The task that was aborted needs a turn to end.
            tokio::task::yield_now().await;
            let answer = tokio::time::timeout(Duration::from_millis(50), send(&router)).await;
            match answer {
                Ok((status, ..)) => assert_eq!(status, 503),
                // It waits for the log like the others.
                Err(_) => return,
            }
        }
    });
    again.await.unwrap();
    waiting.iter().for_each(tokio::task::JoinHandle::abort);
}
