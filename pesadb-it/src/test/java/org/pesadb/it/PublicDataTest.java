package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real tables, with answers that another database (SQLite) has computed. See data/README.md. */
class PublicDataTest {
    @TempDir
    static Path folder;

    private static Cli cli;

    @BeforeAll
    static void importAll() throws IOException {
        for (String name : List.of("cities.csv", "countries.csv")) {
            try (InputStream data = PublicDataTest.class.getResourceAsStream("/data/" + name)) {
                Files.copy(data, folder.resolve(name));
            }
        }
        cli = Cli.in(folder);
        CliResult made = run(
                "CREATE countries numeric:INT:PK alpha_2:TEXT:UNIQUE alpha_3:TEXT:UNIQUE name:TEXT:UNIQUE",
                "CREATE cities id:INT:PK name:TEXT country:TEXT admin1:TEXT lat:TEXT lng:TEXT",
                "IMPORT countries FROM 'countries.csv'",
                "IMPORT cities FROM 'cities.csv'",
                "INDEX cities country");
        assertEquals(0, made.exit(), made.stdout() + made.stderr());
        assertEquals(249, made.replies().get(2).number("rows"));
        assertEquals(2_576, made.replies().get(3).number("rows"));
    }

    private static CliResult run(String... commands) throws IOException {
        return cli.run(String.join("\n", commands) + "\n", "--format", "json", "--bare", "public.pesa");
    }

    @Test
    void countsAndTexts() throws IOException {
        CliResult result = run(
                "COUNT cities",
                "COUNT cities WHERE country=KE",
                "COUNT cities WHERE admin1 IS NULL",
                "COUNT cities WHERE name LIKE 'Na%'",
                "COUNT cities WHERE name LIKE 'Na%' AND country=KE",
                "COUNT cities WHERE id>=100000 AND id<150000",
                "COUNT cities WHERE country IN IS,EE,RW");
        assertEquals(
                List.of(2_576L, 334L, 49L, 48L, 9L, 1_024L, 216L),
                result.rows().stream().map(row -> row.get(0)).toList());
    }

    @Test
    void everyRowArrivesWhole() throws IOException {
        List<List<Object>> rows = run("SEL cities").rows();
        assertEquals(2_576, rows.size());
        assertEquals(
                270_073_273L, rows.stream().mapToLong(row -> (Long) row.get(0)).sum());
        assertEquals(
                21_247L,
                rows.stream()
                        .map(row -> (String) row.get(1))
                        .mapToLong(name -> name.codePointCount(0, name.length()))
                        .sum());
        assertEquals(
                List.of(97_115L, "Nairobi", "KE", "05", "-1.28333", "36.81667"),
                rows.stream()
                        .filter(row -> "Nairobi".equals(row.get(1)))
                        .toList()
                        .get(0));
        assertEquals(
                List.of("Eglise Catholique, Centrale GIKO"),
                run("SEL cities COLS name WHERE id=138408").rows().get(0));
    }

    @Test
    void textsComeInTheOrderOfTheirCodePoints() throws IOException {
        assertEquals(
                List.of(List.of("Aas"), List.of("Abala"), List.of("Aberdeen")),
                run("SEL cities COLS name ORDER name LIMIT 3").rows());
        assertEquals(
                List.of(List.of("‘Alemaya"), List.of("‘Alem T’ēna"), List.of("‘Alem Ketema")),
                run("SEL cities COLS name ORDER name DESC LIMIT 3").rows());
    }

    @Test
    void joins() throws IOException {
        CliResult result = run("JOIN cities countries ON country alpha_2 COLS countries.name,id");
        assertEquals(2_511, result.rows().size());
        Map<Object, Long> byCountry =
                result.rows().stream().collect(Collectors.groupingBy(row -> row.get(0), Collectors.counting()));
        assertEquals(13, byCountry.size(), "XK is no country of the other table");
        assertEquals(334L, byCountry.get("Kenya"));
        assertEquals(533L, byCountry.get("Norway"));
        assertEquals(324L, byCountry.get("Tanzania, United Republic of"));
        assertEquals(22L, byCountry.get("Western Sahara"));
        assertEquals(2_660, run("JOIN cities cities ON name name").rows().size());
        // NULL equals nothing; a few values stand in hundreds of rows.
        assertEquals(
                122_551,
                run("JOIN cities cities ON admin1 admin1 COLS cities.id,cities_2.id")
                        .rows()
                        .size());
    }

    @Test
    void whatIsExportedAndDumpedComesBack() throws IOException {
        CliResult dump = cli.run("DUMP\n", "--bare", "public.pesa");
        assertEquals(0, dump.exit(), dump.stderr());
        CliResult exported = run("EXPORT cities TO 'out.csv'");
        assertEquals(0, exported.exit(), exported.stdout());
        CliResult rebuilt = cli.run(dump.stdout(), "--format", "json", "--bare", "rebuilt.pesa");
        assertEquals(0, rebuilt.exit(), rebuilt.stderr());
        CliResult again = cli.run(
                "CREATE imported id:INT:PK name:TEXT country:TEXT admin1:TEXT lat:TEXT lng:TEXT\n"
                        + "IMPORT imported FROM 'out.csv'\nSEL imported ORDER id\n",
                "--format",
                "json",
                "--bare",
                "rebuilt.pesa");
        List<List<Object>> original = run("SEL cities ORDER id").rows();
        assertEquals(original, again.rows());
        assertEquals(
                original,
                cli.run("SEL cities ORDER id\n", "--format", "json", "rebuilt.pesa")
                        .rows());
        assertEquals(
                run("SEL countries ORDER numeric").rows(),
                cli.run("SEL countries ORDER numeric\n", "--format", "json", "rebuilt.pesa")
                        .rows());
    }
}
