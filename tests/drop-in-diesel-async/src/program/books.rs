//! Rows come, change and go.

use std::pin::pin;

use diesel::prelude::{
    BelongingToDsl as _, BoolExpressionMethods as _, ExpressionMethods as _, GroupedBy as _,
    OptionalExtension as _, QueryDsl as _, SelectableHelper as _, TextExpressionMethods as _,
};
use diesel_async::{RunQueryDsl as _, SaveChangesDsl as _, SimpleAsyncConnection as _};
use drop_in_support::library::{Author, Book, Shelf, authors, books, dated};
use futures_util::{StreamExt as _, TryStreamExt as _};

super::for_each! {
    async fn (run_on_sqlite, run_on_mysql, run_on_postgres)(connection, report) {
        connection.batch_execute("DELETE FROM books; DELETE FROM authors").await?;
        let mary = Author { id: 1, name: "Mary Shelley".to_owned() };
        report.push(format!("{:?}", diesel::insert_into(authors::table).values(&mary).execute(connection).await));
        let twice = diesel::insert_into(authors::table).values(&mary).execute(connection).await;
        report.push(format!("{}", twice.is_err()));
        for (id, title, year) in [(1, "Frankenstein", Some(1818)), (2, "The Last Man", Some(1826)), (3, "Mathilda", None)] {
            let book = Book { id, author_id: 1, title: title.to_owned(), year };
            report.push(format!("{:?}", diesel::insert_into(books::table).values(&book).execute(connection).await));
        }
        let all: Vec<Book> = books::table.order(books::id).select(Book::as_select()).load(connection).await?;
        report.push(format!("{all:?}"));
        report.push(format!("{:?}", dated().count().get_result::<i64>(connection).await));
        report.push(format!("{:?}", books::table.find(9).first::<Book>(connection).await));
        report.push(format!("{:?}", books::table.find(9).first::<Book>(connection).await.optional()));
        let changed = Book { year: Some(1820), ..all[2].clone() };
        report.push(format!("{:?}", changed.save_changes::<Book>(connection).await));
        let mut search = books::table.into_boxed();
        search = search.filter(books::title.like("%an%").and(books::id.gt(0)));
        report.push(format!("{:?}", search.order(books::id).select(books::title).load::<String>(connection).await));
        let shelves = diesel::sql_query(
            "SELECT authors.name AS name, COUNT(*) AS count FROM authors JOIN books ON author_id = authors.id
             WHERE year > 1800 GROUP BY authors.name",
        );
        for Shelf { name, count } in shelves.get_results(connection).await? {
            report.push(format!("{name}: {count}"));
        }
        report.push(format!("{:?}", diesel::sql_query("SELECT nothing").execute(connection).await.is_err()));
        {
            let titles = books::table.order(books::id).select(books::title).load_stream::<String>(connection).await?;
            report.push(format!("{:?}", titles.take(2).try_collect::<Vec<_>>().await?));
        }
        {
            let mut years = pin!(books::table.select(books::year).load_stream::<Option<i32>>(connection).await?);
            let mut count = 0;
            while let Some(year) = years.try_next().await? {
                count += i32::from(year.is_some());
            }
            report.push(format!("{count}"));
        }
        let authors: Vec<Author> = authors::table.load(connection).await?;
        let books: Vec<Book> = Book::belonging_to(&authors).order(books::id).load(connection).await?;
        report.push(format!("{:?}", books.grouped_by(&authors)));
        let gone = diesel::delete(books::table.filter(books::year.eq_any([1818, 1820])));
        report.push(format!("{:?}", gone.execute(connection).await));
        Ok(())
    }
}
