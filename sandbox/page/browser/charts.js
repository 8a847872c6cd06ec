// Pies and charts with axes, by the chart library.
"use strict";

const SERIES_COLOURS = ["#3b6fb6", "#b07aa1", "#499894", "#d37295", "#9c755f", "#6f8f3f", "#5b6cc9", "#b6702d"];

// The library reads a little HTML in its labels; what came from a tweet must stay text.
function plain(label) {
  return String(label).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function colour(name, position, drawing) {
  return drawing.colours[name] || SERIES_COLOURS[position % SERIES_COLOURS.length];
}

function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

// Black or white, whichever stands out more (WCAG's relative luminance; they are equal at 0.179).
function textOn(background) {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const share = parseInt(background.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? "#000000" : "#ffffff";
}

function pieTraces(drawing) {
  const colours = drawing.labels.map((name, i) => colour(name, i, drawing));
  return [{
    type: "pie",
    labels: drawing.labels.map(plain),
    values: drawing.values,
    hole: drawing.donut ? 0.55 : 0,
    sort: false,
    direction: "clockwise",
    marker: {
      colors: colours,
      line: { color: token("panel"), width: 2 },
    },
    textinfo: "percent",
    textposition: "inside",
    insidetextfont: { color: colours.map(textOn) },
    insidetextorientation: "horizontal",
    hovertemplate: "%{label}: %{value} (%{percent})<extra></extra>",
  }];
}

function axesTraces(drawing) {
  return drawing.series.map((series, i) => {
    const shade = colour(series.name, i, drawing);
    const places = drawing.time ? drawing.places : drawing.places.map(plain);
    const [x, y] = drawing.horizontal ? [series.values, places] : [places, series.values];
    const trace = { name: plain(series.name), x, y };
    if (series.mark === "bar") {
      return { ...trace, type: "bar", orientation: drawing.horizontal ? "h" : "v", marker: { color: shade } };
    }
    const lines = { ...trace, type: "scatter", line: { color: shade, width: 2 }, connectgaps: true,
      mode: series.mark === "area" ? "lines" : "lines+markers", marker: { size: 5 } };
    if (series.mark !== "area") return lines;
    return { ...lines, ...(series.stacked ? { stackgroup: "one" } : { fill: "tozeroy" }), fillcolor: `${shade}cc` };
  });
}

function layout(drawing) {
  const text = token("text"), quiet = token("quiet"), line = token("line");
  const base = {
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: getComputedStyle(document.body).fontFamily, size: 12, color: text },
    margin: { l: 8, r: 8, t: 4, b: 8 },
    autosize: true,
    legend: drawing.form === "pie"
      ? { x: 1, y: 0.5, yanchor: "middle" }
      : { orientation: "h", x: 0, y: 1.02, yanchor: "bottom", traceorder: "normal" },
    uniformtext: { minsize: 10, mode: "hide" }, // a slice too narrow for its text has it in the legend
    showlegend: drawing.form === "pie" || drawing.legend,
    hoverlabel: { bgcolor: token("panel"), bordercolor: line, font: { color: text } },
  };
  if (drawing.form === "pie") return base;
  const decimals = (drawing.pattern || "").split(".")[1];
  const numbers = { gridcolor: line, zerolinecolor: token("strong-line"), automargin: true,
    rangemode: "tozero", hoverformat: decimals ? `.${decimals.length}f` : "", tickfont: { color: quiet },
    title: { text: plain(drawing.title), font: { size: 12, color: quiet } } };
  const places = { showgrid: false, automargin: true, tickfont: { color: quiet }, linecolor: line,
    type: drawing.time ? "date" : "category", hoverformat: "%Y-%m-%d %H:%M:%S" };
  const upright = { xaxis: places, yaxis: numbers };
  const lying = { xaxis: numbers, yaxis: { ...places, autorange: "reversed" } };
  const stacked = drawing.series.some((each) => each.stacked);
  const few = Math.max(0.25, 1 - 0.16 * drawing.places.length); // two bars shall not fill the panel
  return { ...base, ...(drawing.horizontal ? lying : upright), bargap: drawing.horizontal ? few : 0.15,
    barmode: stacked ? "stack" : "group", hovermode: drawing.time ? "x unified" : "closest" };
}

function drawChart(holder, drawing, page) {
  const traces = drawing.form === "pie" ? pieTraces(drawing) : axesTraces(drawing);
  Plotly.react(holder, traces, layout(drawing), { displayModeBar: false, responsive: true });
  holder.removeAllListeners("plotly_click");
  if (page.canChoose(drawing.field)) {
    holder.on("plotly_click", ({ points: [point] }) => {
      const values = drawing.form === "pie" ? drawing.labels : drawing.places;
      page.choose(drawing.field, values[point.pointNumber]);
    });
  }
}
