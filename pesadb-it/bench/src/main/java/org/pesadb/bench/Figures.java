package org.pesadb.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was measured of each work and peer. Of one thread. */
final class Figures {
    private static final String OURS = "PesaDB";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<Work, Map<String, List<Double>>> samples = new EnumMap<>(Work.class);

    void add(Work work, String peer, double value) {
        samples.computeIfAbsent(work, none -> new LinkedHashMap<>())
                .computeIfAbsent(peer, none -> new ArrayList<>())
                .add(value);
    }

    /** The middle one; of an even number the lower of the two in the middle. */
    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get((values.size() - 1) / 2);
    }

    /** A table, and how PesaDB's best stands to the best of the others: above 1 it is better. */
    String markdown(List<String> peers) {
        StringBuilder table = new StringBuilder("| work |");
        StringBuilder line = new StringBuilder("| --- |");
        for (String peer : peers) {
            table.append(' ').append(peer).append(" |");
            line.append(" ---: |");
        }
        table.append(" PesaDB : best other |\n").append(line).append(" ---: |\n");
        samples.forEach((work, values) -> {
            table.append("| ")
                    .append(work.title())
                    .append(", ")
                    .append(work.unit())
                    .append(" |");
            for (String peer : peers) {
                List<Double> found = values.get(peer);
                table.append(' ')
                        .append(found == null ? "" : shown(median(found)))
                        .append(" |");
            }
            table.append(' ').append(ratio(work, values)).append(" |\n");
        });
        return table.toString();
    }

    private static String shown(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%.1f" : "%,.0f", value);
    }

    private static String ratio(Work work, Map<String, List<Double>> values) {
        Double ours = null;
        Double others = null;
        for (Map.Entry<String, List<Double>> each : values.entrySet()) {
            double value = median(each.getValue());
            if (each.getKey().startsWith(OURS)) {
                ours = best(work, ours, value);
            } else if (!each.getKey().equals(RawLimits.TITLE)) {
                others = best(work, others, value);
            }
        }
        if (ours == null || others == null) {
            return "";
        }
        return String.format(Locale.ROOT, "%.2f", work.lessIsBetter() ? others / ours : ours / others);
    }

    private static double best(Work work, Double sofar, double value) {
        if (sofar == null) {
            return value;
        }
        return work.lessIsBetter() ? Math.min(sofar, value) : Math.max(sofar, value);
    }

    /** One object a line: work, unit, peer, all samples and their median. */
    String jsonLines() throws JsonProcessingException {
        StringBuilder lines = new StringBuilder();
        for (Map.Entry<Work, Map<String, List<Double>>> work : samples.entrySet()) {
            for (Map.Entry<String, List<Double>> peer : work.getValue().entrySet()) {
                Map<String, Object> object = new LinkedHashMap<>();
                object.put("work", work.getKey().name().toLowerCase(Locale.ROOT));
                object.put("unit", work.getKey().unit());
                object.put("peer", peer.getKey());
                object.put("median", median(peer.getValue()));
                object.put("samples", peer.getValue());
                lines.append(JSON.writeValueAsString(object)).append('\n');
            }
        }
        return lines.toString();
    }
}
