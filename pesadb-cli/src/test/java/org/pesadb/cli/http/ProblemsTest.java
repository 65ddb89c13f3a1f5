package org.pesadb.cli.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.UnknownOutcomeException;

/** Each failure has a status that says whose it is; what its asker can do nothing about is told to the log, and little of it to the asker. */
class ProblemsTest {
    private static final String ASKED = "GET /api/tables";
    private static final Path FILE = Path.of("secret", "folder", "d.pesa").toAbsolutePath();

    private final List<String> logged = new ArrayList<>();
    private final Database database = mock(Database.class);
    private final Problems problems = new Problems(database, (line, thrown) -> logged.add(line));

    @BeforeEach
    void lie() {
        when(database.path()).thenReturn(FILE);
    }

    @ParameterizedTest
    @EnumSource
    void everyCodeIsToldWithItsStatus(ErrorCode code) {
        Problems.Problem problem = problems.of(ASKED, new PesaDbException(code, "why"));
        assertTrue(problem.status() >= 400 && problem.status() < 600, code.name());
        assertEquals(problem.status(), problem.body().get("status"));
        assertEquals(code.name(), problem.body().get("code"));
        assertEquals(
                code != ErrorCode.INTERNAL,
                problem.body().get("detail").toString().startsWith("why"));
        assertFalse(problem.body().containsKey("outcome"));
        assertEquals(problem.status() == 429, problem.headers().containsKey("Retry-After"));
        assertEquals(problem.status() == 500 || code == ErrorCode.OUT_OF_MEMORY ? 1 : 0, logged.size());
    }

    @Test
    void whatCannotBeWrittenIsForbiddenUnlessAFailedForceIsToBlame() {
        PesaDbException readOnly = new PesaDbException(ErrorCode.READ_ONLY, "no");
        assertEquals(403, problems.of(ASKED, readOnly).status());
        assertNull(problems.poisoned());
        when(database.stats()).thenReturn(Map.of("log_failure", "forcing failed"));
        assertEquals(503, problems.of(ASKED, readOnly).status());
        assertEquals("forcing failed", problems.poisoned());
    }

    @Test
    void anOutcomeThatNobodyKnowsIsSaidToBeUnknown() {
        Problems.Problem problem = problems.of(ASKED, new UnknownOutcomeException(ErrorCode.IO, "perhaps", null));
        assertEquals(503, problem.status());
        assertEquals("unknown", problem.body().get("outcome"));
    }

    @Test
    void whatNobodyForesawIsToldToTheLogAndItsNumberToTheClient() {
        Problems.Problem problem = problems.of(ASKED, new IllegalStateException("odd\nERROR: forged"));
        assertEquals(500, problem.status());
        assertEquals("INTERNAL", problem.body().get("code"));
        String detail = problem.body().get("detail").toString();
        assertFalse(detail.contains("odd") || detail.contains("IllegalState"), detail);
        String id = detail.substring(detail.lastIndexOf(' ') + 1);
        assertEquals(1, logged.size());
        String line = logged.get(0);
        assertTrue(line.startsWith(id + " " + ASKED) && line.contains("IllegalStateException: odd ERROR"), line);
        assertFalse(line.contains("\n"), line);
    }

    @Test
    void whereTheDatabaseLiesIsNothingToStrangers() {
        PesaDbException failure = new PesaDbException(ErrorCode.IO, "cannot read " + FILE + ": gone");
        String detail = problems.of(ASKED, failure).body().get("detail").toString();
        assertTrue(detail.startsWith("cannot read d.pesa: gone"), detail);
        assertTrue(logged.get(0).contains(FILE.toString()), logged::toString);
    }
}
