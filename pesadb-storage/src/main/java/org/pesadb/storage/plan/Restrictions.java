package org.pesadb.storage.plan;

import java.util.BitSet;
import java.util.List;
import org.pesadb.api.TableSchema;

/** The conditions on one table, joined by AND, by what they leave of each column. Immutable. */
public final class Restrictions {
    private final List<Term> terms;
    private final Domain[] domains;
    private final boolean contradictory;

    private Restrictions(List<Term> terms, int width) {
        this.terms = terms;
        this.domains = new Domain[width];
        boolean empty = false;
        for (Term term : terms) {
            Domain before = domains[term.column()];
            Domain left = before == null ? Domain.of(term) : before.and(term);
            domains[term.column()] = left;
            empty |= left.isEmpty();
        }
        this.contradictory = empty;
    }

    /**
     * Conditions joined by AND.
     *
     * @param schema of the table
     * @param terms  the conditions; none for every row
     * @return what they leave
     */
    public static Restrictions of(TableSchema schema, List<Term> terms) {
        return new Restrictions(terms, schema.size());
    }

    /**
     * Whether no row can meet them, whatever the table holds, such as {@code a<1 AND a>5}.
     *
     * @return true where that is certain
     */
    public boolean contradictory() {
        return contradictory;
    }

    /**
     * The conditions.
     *
     * @return in the order given
     */
    public List<Term> terms() {
        return terms;
    }

    /** What is left of a column; null where no condition speaks of it. */
    Domain domain(int column) {
        return domains[column];
    }

    /**
     * Whether a column has one single value in all rows that meet the conditions.
     *
     * @param column its position
     * @return true for {@code c = 1}, and for {@code c IS NULL}
     */
    public boolean isPoint(int column) {
        return domains[column] != null && domains[column].isPoint();
    }

    /** The conditions that an index has not answered: those on other columns than these. */
    List<Term> leftBy(BitSet answered) {
        return terms.stream().filter(term -> !answered.get(term.column())).toList();
    }

    /** What part of the rows that an index gave may meet the conditions that it did not answer: a guess. */
    double shareLeftBy(BitSet answered) {
        double share = 1;
        for (Term term : terms) {
            share *= answered.get(term.column()) ? 1 : term.share();
        }
        return share;
    }
}
