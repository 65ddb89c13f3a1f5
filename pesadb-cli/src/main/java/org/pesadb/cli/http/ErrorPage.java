package org.pesadb.cli.http;

import java.nio.ByteBuffer;
import java.util.Locale;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** What is answered to what is no request at all, or comes while the server stops: the same problem JSON as everywhere. Threads share it. */
final class ErrorPage implements Request.Handler {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        Object thrown = request.getAttribute(ErrorHandler.ERROR_EXCEPTION);
        String detail = HttpStatus.getMessage(status);
        if (thrown instanceof HttpException known) {
            status = known.getCode();
            detail = known.getReason() == null ? HttpStatus.getMessage(status) : known.getReason();
            response.setStatus(status);
        }
        String code = HttpStatus.getMessage(status).toUpperCase(Locale.ROOT).replaceAll("[^A-Z]+", "_");
        if (status == HttpStatus.SERVICE_UNAVAILABLE_503) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, "5");
        }
        Front.secure(response.getHeaders());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problems.TYPE);
        response.write(true, ByteBuffer.wrap(Json.bytes(Problems.body(status, code, detail, false))), callback);
        return true;
    }
}
