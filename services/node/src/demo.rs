//! The demo: five sample cycles, loaded through the ordinary routes.

mod reports;
mod sign_off;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use axum::http::Method;
use include_dir::{Dir, include_dir};
use quarterday_bus::jetstream::{Access, Connection, Settings};
use quarterday_documents::import::SourceFile;
use quarterday_gateway::{Limits, Web};
use quarterday_proto::api::{PositionView, SignInLink};
use quarterday_proto::command::{
    CloseQuarter, Command, GrantRole, OpenQuarter, ProposeAmendment, ProposedChange, ProposedPart,
};
use quarterday_proto::quarter::Quarter;
use quarterday_proto::role::CouncilRole;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::cli::{clock, command, import_files, out, print_positions, program, progress};
use crate::client::{Client, encode};
use crate::hosting::{Cluster, Hosting, Opening, Transport};
use crate::nats_server::PrivateServer;
use crate::reminding::reminders;
use crate::serve::{Doors, Mail, Role, operator_router};
use crate::signing_in::SignInMails;

static FIXTURES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../tests/fixtures");

/// The sample cycles, oldest first of each council.
const CYCLES: [&str; 5] = [
    "rochdale-2019-20-q2",
    "rochdale-2020-21-q2",
    "rochdale-2023-24-q1",
    "rutland-2020-21-q2",
    "derby-2021-22-q2",
];

/// A cycle: what a person would do, in order.
#[derive(Debug, Deserialize)]
struct Cycle {
    council: String,
    name: String,
    nation: String,
    title: String,
    #[serde(rename = "step")]
    steps: Vec<Step>,
}

#[derive(Debug, Deserialize)]
struct Step {
    import: Option<Vec<String>>,
    plan: Option<String>,
    open: Option<Of>,
    close: Option<Of>,
    propose: Option<Proposal>,
}

#[derive(Debug, Deserialize)]
struct Of {
    plan: String,
    quarter: Quarter,
    reason: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Proposal {
    plan: String,
    rationale: String,
    delete: Option<String>,
    split: Option<String>,
    #[serde(default)]
    into: Vec<ProposedPart>,
}

/// Loads the samples where the folder has none of them, prints the closed
/// quarters' positions and serves.
pub(crate) async fn run(
    data: Option<PathBuf>,
    listen: SocketAddr,
    serving: bool,
    nats: bool,
) -> anyhow::Result<()> {
    let temporary = tempfile::Builder::new()
        .prefix("quarterday-demo-")
        .tempdir()?;
    let data = data.unwrap_or_else(|| temporary.path().to_owned());
    std::fs::create_dir_all(&data)?;
    let mut opening = Opening::embedded(&data, clock(), progress());
    if !nats {
        return show(&data, opening, listen, serving).await;
    }
    let server = PrivateServer::start(&data.join("nats"))?;
    let connection = listen_to(server.url()).await?;
    opening.transport = Transport::Nats(Arc::new(Cluster {
        connection: connection.clone(),
        settings: Settings::alone("demo".parse()?),
    }));
    let shown = show(&data, opening, listen, serving).await;
    // What the councils still had to say went through it; now it may end.
    connection.close().await;
    drop(server);
    shown
}

async fn show(
    data: &Path,
    opening: Opening,
    listen: SocketAddr,
    serving: bool,
) -> anyhow::Result<()> {
    let hosting = tokio::task::spawn_blocking(move || Hosting::open_with(opening)).await??;
    let client = Client::Local {
        router: operator_router(hosting.clone(), &clock(), &Arc::default()),
        hosting: hosting.clone(),
    };
    for name in CYCLES {
        load(&client, name)
            .await
            .with_context(|| format!("the sample cycle {name}"))?;
    }
    reports::adopt_layouts(&client)
        .await
        .context("the layouts of the sample councils")?;
    sign_off::load(&client)
        .await
        .context("the sample report of Derby")?;
    reports::draft(&client)
        .await
        .context("the sample reports")?;
    if !serving {
        return client.close().await;
    }
    let doors = match Doors::bind(listen, data).await {
        Ok(doors) => doors,
        // Someone else has the usual port: any other will do for a demo.
        Err(_) => Doors::bind(SocketAddr::new(listen.ip(), 0), data).await?,
    };
    let address = doors.address()?;
    let base = format!("http://{address}");
    what_next(&client, address, data).await?;
    sign_in_links(&client, &base).await?;
    let node = "demo".parse()?;
    let mails = Arc::new(SignInMails::open(&Default::default(), data)?);
    let doors = doors.with_web(Web {
        base: Some(base.clone()),
        post: Some(mails.clone()),
        mails: Some(mails),
        providers: None,
        limits: Limits::default(),
    });
    // No mail server: mails are kept, and shown.
    let reminders = reminders(node, &Default::default(), data, base, &clock())?;
    let mail = Mail {
        reminders: Some(reminders),
        ..Mail::default()
    };
    doors.serve(hosting, clock(), data, Role::All, mail).await
}

/// A connection to NATS, with every record that goes over it printed.
async fn listen_to(url: &str) -> anyhow::Result<Connection> {
    let access = Access {
        servers: vec![url.to_owned()],
        name: "quarterday demo".to_owned(),
        ..Access::default()
    };
    let connection = Connection::open(&access).await?;
    out(format!(
        "Events flow through a nats-server of our own at {url}"
    ));
    let mut seen = connection.listen().await?;
    tokio::spawn(async move {
        while let Some(record) = seen.recv().await {
            out(format!(
                "   NATS {:>4}  {}  {}",
                record.place, record.kind, record.subject
            ));
        }
    });
    Ok(connection)
}

/// Runs the steps of a cycle, unless its council has its first plan already.
async fn load(client: &Client, name: &str) -> anyhow::Result<()> {
    let folder = FIXTURES
        .get_dir(name)
        .context("it is not among the fixtures")?;
    let text = folder
        .get_file(format!("{name}/cycle.toml"))
        .and_then(|file| file.contents_utf8());
    let cycle: Cycle = toml::from_str(text.context("it has no cycle.toml")?)?;
    let council = &cycle.council;
    out(format!("\n== {}: {}", cycle.name, cycle.title));
    let path = format!("/api/v1/{council}");
    if client
        .send(Method::GET, &path, &[], Vec::new())
        .await?
        .status
        == 404
    {
        let body = json!({ "id": council, "name": cycle.name, "nation": cycle.nation });
        let _: Value = client.post("/api/v1/councils", &[], &body).await?;
    }
    let closings = cycle.steps.iter().filter_map(|step| step.close.as_ref());
    if let Some(last) = closings.clone().next_back()
        && is_closed(client, council, last).await?
    {
        out("loaded before");
    } else {
        for step in &cycle.steps {
            run_step(client, council, folder, name, step).await?;
        }
    }
    for closed in closings {
        let path = format!(
            "/api/v1/{council}/plans/{}/quarters/{}/positions",
            encode(&closed.plan),
            closed.quarter
        );
        let answer: Value = client.get(&path).await?;
        let positions: Vec<PositionView> = serde_json::from_value(answer["positions"].clone())?;
        print_positions(&positions, Default::default(), false)?;
    }
    Ok(())
}

async fn is_closed(client: &Client, council: &str, of: &Of) -> anyhow::Result<bool> {
    let path = format!(
        "/api/v1/{council}/plans/{}/quarters/{}",
        encode(&of.plan),
        of.quarter
    );
    let answer = client.send(Method::GET, &path, &[], Vec::new()).await?;
    if !answer.status.is_success() {
        return Ok(false);
    }
    let record: Value = serde_json::from_slice(&answer.body)?;
    Ok(record["state"]
        .as_str()
        .is_some_and(|state| state != "open"))
}

async fn run_step(
    client: &Client,
    council: &str,
    folder: &Dir<'_>,
    name: &str,
    step: &Step,
) -> anyhow::Result<()> {
    if let Some(files) = &step.import {
        let files: Vec<SourceFile> = files
            .iter()
            .map(|file| {
                let found = folder.get_file(format!("{name}/{file}"));
                let bytes = found
                    .with_context(|| format!("{file} is missing"))?
                    .contents();
                Ok(SourceFile {
                    name: file.clone(),
                    bytes: bytes.to_vec(),
                })
            })
            .collect::<anyhow::Result<_>>()?;
        let answer = import_files(client, council, step.plan.as_deref(), false, &files).await?;
        for note in answer["notes"].as_array().into_iter().flatten() {
            out(format!("   {}", note.as_str().unwrap_or_default()));
        }
    }
    let mut commands = Vec::new();
    if let Some(Of { plan, quarter, .. }) = &step.open {
        let (plan, quarter) = (plan.clone(), *quarter);
        commands.push(Command::OpenQuarter(OpenQuarter {
            plan,
            quarter,
            answers_due: None,
        }));
    }
    if let Some(Of {
        plan,
        quarter,
        reason,
    }) = &step.close
    {
        let (plan, quarter, reason) = (plan.clone(), *quarter, reason.clone());
        commands.push(Command::CloseQuarter(CloseQuarter {
            plan,
            quarter,
            reason,
        }));
    }
    if let Some(proposal) = &step.propose {
        commands.push(Command::ProposeAmendment(proposal.command()));
    }
    for wanted in &commands {
        let accepted = command(client, council, wanted).await?;
        accepted
            .notes
            .iter()
            .for_each(|note| out(format!("   {note}")));
    }
    Ok(())
}

impl Proposal {
    fn command(&self) -> ProposeAmendment {
        let mut changes = Vec::new();
        if let Some(reference) = self.delete.clone() {
            changes.push(ProposedChange::Delete { reference });
        }
        if let Some(reference) = self.split.clone() {
            changes.push(ProposedChange::Split {
                reference,
                into: self.into.clone(),
            });
        }
        let (plan, rationale) = (self.plan.clone(), self.rationale.clone());
        ProposeAmendment {
            plan,
            changes,
            rationale,
        }
    }
}

async fn what_next(client: &Client, address: SocketAddr, data: &Path) -> anyhow::Result<()> {
    let quoted = program::quoted(&data.to_string_lossy());
    let on = format!("--data {quoted}");
    let data = data.display();
    out(format!(
        "\n== Serving on http://{address} (stop with Ctrl-C), data in {data}"
    ));
    for council in ["rochdale", "rutland", "derby"] {
        let name = format!("demo-{}", hex::encode(rand::random::<[u8; 4]>()));
        let body = json!({ "name": name, "scope": "read" });
        let path = format!("/api/v1/{council}/tokens");
        let answer: Value = client.post(&path, &[], &body).await?;
        out(format!(
            "   read token of {council}: {}",
            answer["token"].as_str().unwrap_or_default()
        ));
    }
    out("\n== Try next, in another terminal");
    for line in [
        "position {on} --council derby --plan recovery-plan-2021-22 --quarter 2021-22-Q2",
        "position {on} --council rochdale --plan resources-2020-21 --quarter 2020-21-Q2 --scheme plain",
        "item show {on} --council rochdale --plan resources-2020-21 --ref R01",
        "amend list {on} --council derby",
        "report requests {on} --council derby",
        "report show {on} --council derby {report}",
        "report sign-off {on} --council derby {report} --role legal --by {legal} --content-hash HASH",
        "report table {on} --council derby {report}",
        "report render {on} --council derby {report} --out report.html",
        "audit {on} --council rochdale --type quarter.closed",
        "verify {on} --council rochdale",
        "prove {on} --council rochdale --seq 1",
    ] {
        out(format!(
            "   {}",
            program::command(
                line.replace("{on}", &on)
                    .replace("{report}", sign_off::REPORT)
                    .replace("{legal}", sign_off::LEGAL)
            )
        ));
    }
    out(format!(
        "   curl -H 'Authorization: Bearer TOKEN' http://{address}/api/v1/derby/plans"
    ));
    Ok(())
}

/// Who sees the demo's pages as what: one person of Rochdale a role. What of it
/// people have by their items and requests they are not granted.
const SEEN_AS: [(CouncilRole, &str); 6] = [
    (CouncilRole::Viewer, "chief.executive@rochdale.example"),
    (CouncilRole::Owner, "head.communications@rochdale.example"),
    (
        CouncilRole::PerformanceOfficer,
        "data.intelligence.manager@rochdale.example",
    ),
    (
        CouncilRole::DemocraticServices,
        "head.governance@rochdale.example",
    ),
    (CouncilRole::Auditor, "head.audit@rochdale.example"),
    (
        CouncilRole::Administrator,
        "head.transformation@rochdale.example",
    ),
];

/// Prints a link a role that signs in to Rochdale.
async fn sign_in_links(client: &Client, base: &str) -> anyhow::Result<()> {
    out("\n== Sign in to Rochdale's pages (each link once, within 15 minutes)");
    for (role, person) in SEEN_AS {
        if role != CouncilRole::Owner {
            let person = person.to_owned();
            let wanted = Command::GrantRole(GrantRole { person, role });
            command(client, "rochdale", &wanted).await?;
        }
        let body = json!({ "person": person });
        let link: SignInLink = client
            .post("/api/v1/rochdale/sign-in-links", &[], &body)
            .await?;
        // The demo's own client knows no address: the link is a path.
        out(format!("   {:<20} {base}{}", role.as_str(), link.link));
    }
    Ok(())
}
