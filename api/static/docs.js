// The API's description, to read and to try; a token is entered once with “Authorize”.
SwaggerUIBundle({
  url: "/api/v1/openapi.json",
  dom_id: "#api",
  deepLinking: true,
  docExpansion: "none",
  displayRequestDuration: true,
  filter: true,
  validatorUrl: null,
});
