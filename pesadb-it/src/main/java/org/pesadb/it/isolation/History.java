package org.pesadb.it.isolation;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What all sessions of a run saw. It begins with an empty database: what was there at first was written by a transaction of the
 * history too. Immutable; threads may share it.
 *
 * @param transactions in the order in which they were asked to begin
 */
public record History(List<Transaction> transactions) {
    /** Sorts. */
    public History {
        transactions = transactions.stream()
                .sorted(Comparator.comparingLong(Transaction::asked))
                .toList();
    }

    @Override
    public String toString() {
        return transactions.stream().map(Transaction::story).collect(Collectors.joining("\n"));
    }
}
