//! Imports: files to rows, and rows to one command.

use axum::body::Body;
use axum::http::{HeaderMap, Method, StatusCode};
use multer::{Constraints, Multipart, SizeLimit};
use quarterday_documents::import::{
    Faults, Import as Parsed, SourceFile, limits::FILES_MAX, parse_for,
};
use quarterday_domain::rights::Right;
use quarterday_domain::{Context, decide};
use quarterday_proto::api::{ImportAnswer, RowCounts};
use quarterday_proto::command::{Command, Envelope, Import};
use quarterday_proto::sheet::Sheets;

use super::commands::HEADERS;
use crate::call::Call;
use crate::endpoint::{Endpoint, Handler, Needs, Reply};
use crate::gateway::one_of;
use crate::limits::{
    FILE_NAME_CHARS_MAX, IMPORT_BYTES_MAX, IMPORT_FILE_BYTES_MAX, IMPORT_SECONDS_MAX,
};
use crate::problem::Problem;
use crate::query::{Parameter, Shape};
use crate::{answer, body};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const CSV: &str = "text/csv";
const MULTIPART: &str = "multipart/form-data";

const QUERY: &[Parameter] = &[
    Parameter {
        name: "plan",
        shape: Shape::Text,
        about: "Plan of the rows that name none",
    },
    Parameter {
        name: "dry_run",
        shape: Shape::Flag,
        about: "Says what would happen and stores nothing",
    },
    Parameter {
        name: "filename",
        shape: Shape::Text,
        about: "Name of the file, where the body is the file itself",
    },
];

pub(super) fn endpoints() -> Vec<Endpoint> {
    let path = "/api/v1/{council}/imports";
    vec![
        Endpoint::new(
            Method::POST,
            path,
            "import",
            Needs::Right(Right::RunCycle),
            Handler::Waiting(import),
        )
        .about("Imports CSV and XLSX files: all rows or none")
        .query(QUERY)
        .headers(HEADERS)
        .takes(MULTIPART)
        .takes(CSV)
        .takes(XLSX)
        .gives_json::<ImportAnswer>()
        .seconds_max(IMPORT_SECONDS_MAX),
    ]
}

fn import(call: Call, body: Body) -> Reply {
    Box::pin(async move {
        let dry_run = call.query.flag("dry_run")?;
        let plan = call.query.text("plan").map(str::to_owned);
        let permit = one_of(&call.gateway.imports, "imports")?;
        let files = files(&call, body).await?;
        let read = move |call: &Call| {
            let parsed = read(call, &files);
            drop(permit);
            parsed
        };
        let Parsed { sheets, notes } = call.blocking(read).await?;
        let rows = count(&sheets);
        let envelope = call.envelope(Command::Import(Import { plan, sheets }))?;
        let mut given = ImportAnswer {
            accepted: None,
            events: 0,
            notes,
            rows,
        };
        if dry_run {
            let (events, notes) = call.blocking(move |call| try_out(call, &envelope)).await?;
            given.events = events;
            given.notes.extend(notes);
        } else {
            let accepted = call.tenant()?.log.append(envelope).await?;
            given.events = accepted.events;
            given.notes.extend(accepted.notes.iter().cloned());
            given.accepted = Some(accepted);
        }
        answer::json(&given)
    })
}

/// The rows of files, or all that is wrong with them.
pub(crate) fn read(call: &Call, files: &[SourceFile]) -> Result<Parsed, Problem> {
    parse_for(files, call.query.text("plan")).map_err(|faults| judged(call, faults))
}

/// All that is wrong with an import with bad cells: the rules judge its other
/// rows as things stand.
fn judged(call: &Call, mut faults: Faults) -> Problem {
    let sheets = std::mem::take(&mut faults.rest.sheets);
    let command = Command::Import(Import {
        plan: call.query.text("plan").map(str::to_owned),
        sheets,
    });
    let envelope = match call.envelope(command) {
        Ok(envelope) => envelope,
        Err(problem) => return problem,
    };
    let by_rules = match call.tenant().map(|tenant| tenant.view.state().clone()) {
        Ok(state) => decide(&state, &envelope, Context { now: call.now() })
            .err()
            .map(|rejection| rejection.faults),
        Err(problem) => return problem,
    };
    if let Command::Import(import) = envelope.command {
        faults.rest.sheets = import.sheets;
    }
    Problem::import(faults, by_rules.unwrap_or_default())
}

/// What the command would do as things stand.
fn try_out(call: &Call, envelope: &Envelope) -> Result<(u32, Vec<String>), Problem> {
    // A copy, so that commits need not wait while a large import is decided.
    let state = call.tenant()?.view.state().clone();
    let decided = decide(&state, envelope, Context { now: call.now() })?;
    Ok((
        u32::try_from(decided.events.len()).unwrap_or(u32::MAX),
        decided.notes,
    ))
}

pub(crate) fn count(sheets: &Sheets) -> RowCounts {
    RowCounts {
        plans: sheets.plans.len() as u64,
        people: sheets.people.len() as u64,
        items: sheets.items.len() as u64,
        targets: sheets.targets.len() as u64,
        observations: sheets.observations.len() as u64,
    }
}

/// The files of a request.
pub(crate) async fn files(call: &Call, body: Body) -> Result<Vec<SourceFile>, Problem> {
    match body::media_type(&call.headers).as_deref() {
        Some(MULTIPART) => parts(&call.headers, body).await,
        Some(CSV | XLSX) => {
            let name = call.query.text("filename").ok_or_else(|| {
                Problem::query(
                    "filename",
                    "the name of the file, where the body is the file",
                )
            })?;
            let name = plain_name(name)?;
            let bytes = body::whole(&call.headers, body, "the file", IMPORT_FILE_BYTES_MAX).await?;
            Ok(vec![SourceFile { name, bytes }])
        }
        _ => Err(body::unsupported(&format!("{MULTIPART}, {CSV} or {XLSX}"))),
    }
}

/// The files of a form.
async fn parts(headers: &HeaderMap, body: Body) -> Result<Vec<SourceFile>, Problem> {
    let kind = headers.get(axum::http::header::CONTENT_TYPE);
    let kind = kind
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let boundary = multer::parse_boundary(kind).map_err(|error| malformed(&error))?;
    let limit = SizeLimit::new()
        .whole_stream(IMPORT_BYTES_MAX as u64)
        .per_field(IMPORT_FILE_BYTES_MAX as u64);
    let constraints = Constraints::new().size_limit(limit);
    let mut form = Multipart::with_constraints(body.into_data_stream(), boundary, constraints);
    let mut files = Vec::new();
    while let Some(field) = form.next_field().await.map_err(|error| malformed(&error))? {
        let Some(name) = field.file_name() else {
            let detail = "every part of the form is a file with its file name";
            return Err(Problem::new(StatusCode::BAD_REQUEST, "malformed", detail));
        };
        if files.len() == FILES_MAX {
            let detail = format!("an import has at most {FILES_MAX} files");
            return Err(Problem::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "too_large",
                detail,
            ));
        }
        let name = plain_name(name)?;
        let bytes = field
            .bytes()
            .await
            .map_err(|error| malformed(&error))?
            .to_vec();
        files.push(SourceFile { name, bytes });
    }
    if files.is_empty() {
        let detail = "the form holds no file";
        return Err(Problem::new(StatusCode::BAD_REQUEST, "malformed", detail));
    }
    Ok(files)
}

/// A file name without folders.
fn plain_name(name: &str) -> Result<String, Problem> {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    if name.is_empty()
        || name.chars().count() > FILE_NAME_CHARS_MAX
        || name.chars().any(char::is_control)
    {
        let detail = format!("a file name has 1 to {FILE_NAME_CHARS_MAX} printable characters");
        return Err(Problem::new(StatusCode::BAD_REQUEST, "malformed", detail));
    }
    Ok(name.to_owned())
}

fn malformed(error: &multer::Error) -> Problem {
    match error {
        multer::Error::FieldSizeExceeded { .. } => {
            Problem::too_large("a file", IMPORT_FILE_BYTES_MAX)
        }
        multer::Error::StreamSizeExceeded { .. } => {
            Problem::too_large("the import", IMPORT_BYTES_MAX)
        }
        error => body::cut_short(error),
    }
}
