//! From source to the tree of the CEL parser. The parser alone is used; what runs is a tree of ours.

use super::flaw::Flaw;
use super::scan::scan;
use cel::common::ast::SourceInfo;
use cel::parser::Parser;
use cel::{IdedExpr, ParseError};
use tongguan_domain::limits;

/// What stands where: the tree, and the places of its nodes.
pub(super) struct Parsed<'s> {
    pub(super) root: IdedExpr,
    source: &'s str,
    places: SourceInfo,
}

pub(super) fn parse(source: &str) -> Result<Parsed<'_>, Vec<Flaw>> {
    scan(source).map_err(|flaw| vec![flaw])?;
    let depth = u16::try_from(limits::RISK_EXPRESSION_DEPTH + 1).unwrap_or(u16::MAX);
    let parser = Parser::new().max_recursion_depth(depth).error_recovery_limit(4);
    match parser.parse_with_source_info(source) {
        Ok((root, places)) => Ok(Parsed { root, source, places }),
        // What follows the first is mostly a consequence of it.
        Err(errors) => {
            Err(errors.errors.first().map(|error| unparsable(source, error)).into_iter().collect())
        }
    }
}

fn unparsable(source: &str, error: &ParseError) -> Flaw {
    let at = offset(source, error.pos);
    let message = error.msg.trim_start_matches("Syntax error: ");
    Flaw::new(at, format!("this is no CEL: {message}"), format!("不是 CEL 表达式：{message}"))
}

/// The place of a line, from 1, and a column in characters, from 1.
fn offset(source: &str, (line, column): (isize, isize)) -> usize {
    let (line, column) = (usize::try_from(line).unwrap_or(0), usize::try_from(column).unwrap_or(0));
    let before: usize = source.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let rest = source.get(before..).unwrap_or_default();
    before + rest.char_indices().nth(column.saturating_sub(1)).map_or(rest.trim_end().len(), |(at, _)| at)
}

impl<'s> Parsed<'s> {
    /// The token of a node: where it begins, and its text.
    pub(super) fn token(&self, node: &IdedExpr) -> (usize, &'s str) {
        let Some((first, last)) = self.places.offset_for(node.id) else { return (0, "") };
        let (first, last) = (first as usize, last as usize);
        (first, self.source.get(first..=last).unwrap_or_default())
    }

    /// Where a node is, for people: a call begins at its name.
    pub(super) fn at(&self, node: &IdedExpr) -> usize {
        let (at, token) = self.token(node);
        if token != "(" {
            return at;
        }
        let before = self.source.get(..at).unwrap_or_default();
        before.trim_end_matches(|letter: char| letter.is_ascii_alphanumeric() || letter == '_').len()
    }
}
