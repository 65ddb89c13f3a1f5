package org.pesadb.cli.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.UnknownOutcomeException;

/** Each failure has a status that says whose it is. */
class ProblemsTest {
    private final Database database = mock(Database.class);
    private final Problems problems = new Problems(database);

    @ParameterizedTest
    @EnumSource
    void everyCodeIsToldWithItsStatus(ErrorCode code) {
        Problems.Problem problem = problems.of(new PesaDbException(code, "why"));
        assertTrue(problem.status() >= 400 && problem.status() < 600, code.name());
        assertEquals(problem.status(), problem.body().get("status"));
        assertEquals(code.name(), problem.body().get("code"));
        assertEquals("why", problem.body().get("detail"));
        assertFalse(problem.body().containsKey("outcome"));
        assertEquals(problem.status() == 429, problem.headers().containsKey("Retry-After"));
    }

    @Test
    void whatCannotBeWrittenIsForbiddenUnlessAFailedForceIsToBlame() {
        PesaDbException readOnly = new PesaDbException(ErrorCode.READ_ONLY, "no");
        assertEquals(403, problems.of(readOnly).status());
        assertNull(problems.poisoned());
        when(database.stats()).thenReturn(Map.of("log_failure", "forcing failed"));
        assertEquals(503, problems.of(readOnly).status());
        assertEquals("forcing failed", problems.poisoned());
    }

    @Test
    void anOutcomeThatNobodyKnowsIsSaidToBeUnknown() {
        Problems.Problem problem = problems.of(new UnknownOutcomeException(ErrorCode.IO, "perhaps", null));
        assertEquals(503, problem.status());
        assertEquals("unknown", problem.body().get("outcome"));
    }

    @Test
    void whatNobodyForesawIsInternalAndHasNoTrace() {
        Problems.Problem problem = problems.of(new IllegalStateException("odd"));
        assertEquals(500, problem.status());
        assertEquals("INTERNAL", problem.body().get("code"));
        assertFalse(problem.body().get("detail").toString().contains("\n"));
    }
}
