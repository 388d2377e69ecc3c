//! Loops, and the ways out of them that may be taken.

use tree_sitter::Node;

use super::{Doubt, Flow, Follower, Left, Stop, Value, statement::Done};

/// Rounds of a loop that are followed.
const ROUNDS: usize = 64;

impl<'t> Follower<'t> {
    pub(super) fn for_loop(&mut self, node: Node<'t>) -> Done<'t> {
        let field = |name| node.child_by_field_name(name);
        let (Some(left), Some(right), Some(body)) = (field("left"), field("right"), field("body"))
        else {
            return Ok(Flow::Next);
        };
        let over = self.eval(right)?;
        let Some(items) = over.items().filter(|items| items.len() <= ROUNDS) else {
            self.assign(left, &Value::unknown());
            let doubt = over.doubt().or_other();
            return self
                .looped(node, |it| it.either(doubt, |it| it.block(body), |_| Ok(Flow::Next)));
        };
        self.looped(node, |it| {
            let mut flow = Flow::Next;
            for item in items {
                it.assign(left, &item);
                match it.block(body)? {
                    Flow::Return(value) => return Ok(Flow::Return(value)),
                    // Whether it was `break` or `continue` does not matter for refusals.
                    Flow::Loop => flow = Flow::Loop,
                    Flow::Next => {}
                }
            }
            Ok(flow)
        })
    }

    /// Runs a loop, and its `else`: in doubt where `break` may have come before.
    fn looped(&mut self, node: Node<'t>, run: impl FnOnce(&mut Self) -> Done<'t>) -> Done<'t> {
        let before = self.left.len();
        let done = run(self);
        let (out, still): (Vec<_>, Vec<_>) =
            self.left.split_off(before).into_iter().partition(|left| left.of_loop);
        self.left.extend(still);
        let broken = out.into_iter().map(|left| left.doubt).reduce(Doubt::and);
        match (done, broken) {
            // What ends behind a `break` that may be is no end for certain.
            (Err(Stop::Exit | Stop::Threw(_)), Some(_)) => Ok(Flow::Next),
            (Ok(Flow::Return(_)), Some(doubt)) => {
                self.left.push(Left { doubt, of_loop: false });
                Ok(Flow::Next)
            }
            (Ok(flow @ (Flow::Next | Flow::Loop)), _) => {
                let Some(last) = node.child_by_field_name("alternative") else {
                    return Ok(Flow::Next);
                };
                let broken = broken.or((flow == Flow::Loop).then_some(Doubt::OTHER));
                match broken {
                    Some(doubt) => {
                        self.either(doubt, |it| it.otherwise(&[last]), |_| Ok(Flow::Next))
                    }
                    None => self.otherwise(&[last]),
                }
            }
            (done, _) => done,
        }
    }

    pub(super) fn while_loop(&mut self, node: Node<'t>) -> Done<'t> {
        let field = |name| node.child_by_field_name(name);
        let (Some(condition), Some(body)) = (field("condition"), field("body")) else {
            return Ok(Flow::Next);
        };
        match self.eval(condition)?.truth() {
            Ok(false) => Ok(Flow::Next),
            // The first round is certain; how many follow is not looked at.
            Ok(true) => self.looped(node, |it| it.block(body)),
            Err(doubt) => {
                self.looped(node, |it| it.either(doubt, |it| it.block(body), |_| Ok(Flow::Next)))
            }
        }
    }
}
