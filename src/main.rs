//! The page.

fn main() {
    narthex::ui::start();
}
