//! What the table says of an endpoint.

use std::future::Future;
use std::pin::Pin;

use axum::body::Body;
use axum::http::{Method, Response};
use quarterday_domain::rights::Right;
use schemars::{JsonSchema, Schema, SchemaGenerator};

use crate::call::Call;
use crate::limits::REQUEST_SECONDS_MAX;
use crate::problem::Problem;
use crate::query::Parameter;
pub(crate) use crate::rights::Needs;

pub(crate) type Answered = Result<Response<Body>, Problem>;
pub(crate) type Reply = Pin<Box<dyn Future<Output = Answered> + Send>>;

/// How an endpoint answers.
#[derive(Clone, Copy)]
pub(crate) enum Handler {
    /// From memory and disk, on a thread that may block. It takes no body.
    Blocking(fn(&Call) -> Answered),
    /// By waiting, perhaps for the body.
    Waiting(fn(Call, Body) -> Reply),
}

/// Makes the schema of a type.
pub(crate) type SchemaOf = fn(&mut SchemaGenerator) -> Schema;

/// A body that is sent or answered.
#[derive(Clone, Copy)]
pub(crate) struct Content {
    pub(crate) media: &'static str,
    pub(crate) schema: Option<SchemaOf>,
}

/// One endpoint.
pub(crate) struct Endpoint {
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    /// Its name in the OpenAPI document.
    pub(crate) id: &'static str,
    pub(crate) needs: Needs,
    /// Whether it is a page: its asker is known by a cookie, and told of problems
    /// by a page.
    pub(crate) is_page: bool,
    pub(crate) summary: &'static str,
    pub(crate) query: Vec<Parameter>,
    /// Whether other parameters are passed over, not refused.
    pub(crate) passes_over_others: bool,
    /// Headers that it reads, and what for.
    pub(crate) headers: &'static [(&'static str, &'static str)],
    pub(crate) takes: Vec<Content>,
    pub(crate) status: u16,
    pub(crate) gives: Option<Content>,
    pub(crate) seconds_max: u64,
    pub(crate) handler: Handler,
}

impl Endpoint {
    pub(crate) fn new(
        method: Method,
        path: &'static str,
        id: &'static str,
        needs: Needs,
        handler: Handler,
    ) -> Self {
        Self {
            method,
            path,
            id,
            needs,
            is_page: false,
            summary: "",
            query: Vec::new(),
            passes_over_others: false,
            headers: &[],
            takes: Vec::new(),
            status: 200,
            gives: None,
            seconds_max: REQUEST_SECONDS_MAX,
            handler,
        }
    }

    /// A `GET` that reads a council.
    pub(crate) fn read(
        path: &'static str,
        id: &'static str,
        handler: fn(&Call) -> Answered,
    ) -> Self {
        let needs = Needs::Right(Right::Read);
        Self::new(Method::GET, path, id, needs, Handler::Blocking(handler))
    }

    /// A page.
    pub(crate) fn page(method: Method, path: &'static str, needs: Needs, handler: Handler) -> Self {
        let mut page = Self::new(method, path, path, needs, handler);
        page.is_page = true;
        page
    }

    /// It needs this right instead.
    pub(crate) fn needs(mut self, right: Right) -> Self {
        self.needs = Needs::Right(right);
        self
    }

    /// Its path as documents write it: the rest of a path is a parameter like
    /// any other there.
    pub(crate) fn documented_path(&self) -> String {
        self.path.replace("{*", "{")
    }

    pub(crate) fn about(mut self, summary: &'static str) -> Self {
        self.summary = summary;
        self
    }

    pub(crate) fn query(mut self, parameters: &[Parameter]) -> Self {
        self.query.extend_from_slice(parameters);
        self
    }

    /// Other parameters are passed over: others send people here, with what they
    /// add.
    pub(crate) fn passing_over_others(mut self) -> Self {
        self.passes_over_others = true;
        self
    }

    pub(crate) fn headers(mut self, headers: &'static [(&'static str, &'static str)]) -> Self {
        self.headers = headers;
        self
    }

    pub(crate) fn takes_json<T: JsonSchema>(mut self) -> Self {
        let schema: SchemaOf = |generator| generator.subschema_for::<T>();
        self.takes.push(Content {
            media: "application/json",
            schema: Some(schema),
        });
        self
    }

    pub(crate) fn takes(mut self, media: &'static str) -> Self {
        self.takes.push(Content {
            media,
            schema: None,
        });
        self
    }

    pub(crate) fn gives_json<T: JsonSchema>(mut self) -> Self {
        let schema: SchemaOf = |generator| generator.subschema_for::<T>();
        self.gives = Some(Content {
            media: "application/json",
            schema: Some(schema),
        });
        self
    }

    pub(crate) fn gives(mut self, media: &'static str) -> Self {
        self.gives = Some(Content {
            media,
            schema: None,
        });
        self
    }

    /// Events of this shape as a stream.
    pub(crate) fn streams<T: JsonSchema>(mut self) -> Self {
        let schema: SchemaOf = |generator| generator.subschema_for::<T>();
        self.gives = Some(Content {
            media: "text/event-stream",
            schema: Some(schema),
        });
        self
    }

    pub(crate) fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    pub(crate) fn seconds_max(mut self, seconds_max: u64) -> Self {
        self.seconds_max = seconds_max;
        self
    }
}
