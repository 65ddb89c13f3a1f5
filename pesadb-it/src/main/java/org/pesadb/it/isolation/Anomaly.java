package org.pesadb.it.isolation;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Something that no order of the transactions, one after another, explains.
 *
 * @param phenomenon   what it is
 * @param explanation  who did what, and why that cannot be; one line or more
 * @param transactions those involved, each once
 */
public record Anomaly(Phenomenon phenomenon, String explanation, List<Transaction> transactions) {
    /** Copies, each once. */
    public Anomaly {
        transactions = transactions.stream().distinct().toList();
    }

    /** The whole explanation, to be read. */
    @Override
    public String toString() {
        return phenomenon.title() + " (" + phenomenon.source() + ")\n  "
                + explanation.replace("\n", "\n  ") + "\n"
                + transactions.stream()
                        .map(transaction -> "    " + transaction.story())
                        .collect(Collectors.joining("\n"));
    }
}
