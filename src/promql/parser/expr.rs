//! Operators and what they join: Prometheus' precedence, a sign binding as `*` does but looser than `^`.

use super::cursor::Parser;
use super::{MAX_DEPTH, MAX_NESTING};
use crate::promql::ast::{Binary, BinaryOp, Expr, ExprKind, Unary, UnaryOp};
use crate::promql::diagnostic::{Expected, Syntax, SyntaxContext};
use crate::promql::lexer::{Keyword, TokenKind};
use crate::promql::span::Span;

impl Parser<'_> {
    /// An expression.
    pub(super) fn expr(&mut self) -> Expr {
        self.binary(1)
    }

    /// An expression of operators that bind at least so tightly.
    fn binary(&mut self, precedence: u8) -> Expr {
        if self.nesting >= MAX_NESTING {
            self.stop(Syntax::TooDeep { limit: MAX_NESTING });
            return self.error_expr(Syntax::Empty);
        }
        self.nesting += 1;
        let mut left = self.unary();
        while let Some(op) = self.opt_operator().filter(|op| op.precedence() >= precedence) {
            left = self.right_side(left, op);
        }
        self.nesting -= 1;
        left
    }

    /// The operator here, not passed.
    fn opt_operator(&self) -> Option<BinaryOp> {
        match self.kind() {
            TokenKind::Operator(op) | TokenKind::Keyword(Keyword::Operator(op)) => Some(op),
            // Meant as `==`, which is reported where it is passed.
            TokenKind::Match("=") => Some(BinaryOp::Equal),
            _ => None,
        }
    }

    fn right_side(&mut self, left: Expr, op: BinaryOp) -> Expr {
        let left_depth = self.depth;
        if self.is(TokenKind::Match("=")) {
            self.report_fixed(self.span(), Syntax::MatcherOperator("="), self.span(), "==");
        }
        let op_span = self.bump();
        let written = op_span.of(self.text);
        // An operator of another language, and whatever is misplaced where the left side should be, were reported.
        let is_told = !written.eq_ignore_ascii_case(op.text()) || lacks_its_end(&left);
        let modifiers = self.binary_modifiers();
        let right = if self.operand_is_missing() {
            self.depth = 1;
            if is_told {
                self.go_on_reported();
            }
            self.report(op_span, Syntax::MissingOperand { operator: written.to_owned() });
            Expr { span: self.here(), kind: ExprKind::Error }
        } else {
            self.binary(if op.is_right_associative() { op.precedence() } else { op.precedence() + 1 })
        };
        let span = left.span.to(right.span);
        self.depth = left_depth.max(self.depth);
        let kind = ExprKind::Binary(Box::new(Binary {
            op,
            op_span,
            bool_span: modifiers.bool_span,
            matching: modifiers.matching,
            fill: modifiers.fill,
            left,
            right,
        }));
        self.above(Expr { span, kind })
    }

    /// Whether what an operator needs on its right is not there: the end, a closing delimiter, a comma, another
    /// operator.
    fn operand_is_missing(&self) -> bool {
        match self.kind() {
            TokenKind::End | TokenKind::Close(_) | TokenKind::Comma => true,
            TokenKind::Keyword(Keyword::Operator(op)) => {
                // `a and or b`: an operator rather than a metric of that name, where an operand follows it.
                let follows = self.ahead(1).kind;
                op == BinaryOp::Atan2
                    || matches!(
                        follows,
                        TokenKind::Name | TokenKind::ColonName | TokenKind::Number | TokenKind::Open('(')
                    )
            }
            TokenKind::Operator(op) => !matches!(op, BinaryOp::Add | BinaryOp::Sub),
            _ => false,
        }
    }

    fn unary(&mut self) -> Expr {
        let op = match self.kind() {
            TokenKind::Operator(BinaryOp::Sub) => UnaryOp::Minus,
            TokenKind::Operator(BinaryOp::Add) => UnaryOp::Plus,
            _ => return self.postfix(),
        };
        let sign = self.bump();
        if self.operand_is_missing() {
            let operator = op.text().to_owned();
            self.depth = 1;
            self.report(sign, Syntax::MissingOperand { operator });
            return Expr { span: sign, kind: ExprKind::Error };
        }
        let operand = self.binary(BinaryOp::Pow.precedence());
        signed(self, op, sign, operand)
    }

    /// What stands alone: a literal, a selector, a call, an aggregation, or something in parentheses.
    pub(super) fn primary(&mut self) -> Expr {
        self.depth = 1;
        match self.kind() {
            TokenKind::Number | TokenKind::Duration | TokenKind::Keyword(Keyword::Number) => {
                let number = self.number();
                Expr { span: number.span, kind: ExprKind::Number(number) }
            }
            TokenKind::String | TokenKind::BrokenString => {
                let literal = self.string();
                Expr { span: literal.span, kind: ExprKind::String(literal) }
            }
            TokenKind::Open('(') => self.parenthesised(),
            TokenKind::Name if self.ahead(1).kind == TokenKind::Open('(') => self.call(),
            TokenKind::Name | TokenKind::ColonName | TokenKind::Open('{') => self.selector(),
            TokenKind::Keyword(keyword) => self.keyword_primary(keyword),
            TokenKind::Unknown => {
                let span = self.bump();
                // `¥ + b`, `$x * 2`: it stands where an operand may.
                Expr { span, kind: ExprKind::Error }
            }
            _ => {
                let found = self.found();
                self.error_expr(Syntax::Unexpected { found, context: None, expected: &[] })
            }
        }
    }

    /// A word of the language where an expression begins.
    fn keyword_primary(&mut self, keyword: Keyword) -> Expr {
        let is_called = self.ahead(1).kind == TokenKind::Open('(');
        match keyword {
            Keyword::Aggregate(op) if self.aggregate_follows() => self.aggregate(op),
            Keyword::Start | Keyword::End | Keyword::Step | Keyword::Range | Keyword::MinOf | Keyword::MaxOf
                if is_called =>
            {
                self.call()
            }
            // Only before a parenthesis are these words of the language.
            Keyword::Fill | Keyword::FillLeft | Keyword::FillRight if is_called => self.misplaced_keyword(),
            keyword if keyword.may_be_metric() => self.selector(),
            Keyword::Operator(_) => {
                let found = self.found();
                self.error_expr(Syntax::Unexpected { found, context: None, expected: &[] })
            }
            _ => self.misplaced_keyword(),
        }
    }

    fn misplaced_keyword(&mut self) -> Expr {
        let found = self.found();
        let expr = self.error_expr(Syntax::Unexpected { found, context: None, expected: &[] });
        self.pass_reported();
        expr
    }

    fn parenthesised(&mut self) -> Expr {
        let start = self.open('(');
        if self.is(TokenKind::Close(')')) {
            let found = self.found();
            let context = Some(SyntaxContext::Parentheses);
            let inner = self.error_expr(Syntax::Unexpected { found, context, expected: &[Expected::Expression] });
            let span = self.close(SyntaxContext::Parentheses, &[]);
            return self.above(Expr { span, kind: ExprKind::Paren(Box::new(inner)) });
        }
        let inner =
            if self.is(TokenKind::End) { Expr { span: start.after(), kind: ExprKind::Error } } else { self.expr() };
        let depth = self.depth;
        let span = self.close(SyntaxContext::Parentheses, &[Expected::Symbol(")")]);
        self.depth = depth;
        self.above(Expr { span, kind: ExprKind::Paren(Box::new(inner)) })
    }

    /// Counts a level above the tree that was returned last, and reads no further where there are too many.
    pub(super) fn above(&mut self, expr: Expr) -> Expr {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            self.stop(Syntax::TooDeep { limit: MAX_DEPTH });
        }
        expr
    }
}

/// Whether what an operator needs on its left was missed there already.
fn lacks_its_end(mut expr: &Expr) -> bool {
    loop {
        expr = match &expr.kind {
            ExprKind::Error => return true,
            ExprKind::Unary(it) => &it.operand,
            ExprKind::Binary(it) => &it.right,
            _ => return false,
        };
    }
}

/// A sign before an operand; it becomes part of a number.
fn signed(parser: &mut Parser, op: UnaryOp, sign: Span, operand: Expr) -> Expr {
    let span = sign.to(operand.span);
    if let ExprKind::Number(mut number) = operand.kind {
        number.span = span;
        if op == UnaryOp::Minus {
            number.value = -number.value;
        }
        return Expr { span, kind: ExprKind::Number(number) };
    }
    parser.above(Expr { span, kind: ExprKind::Unary(Box::new(Unary { op, operand })) })
}
