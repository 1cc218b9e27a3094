namespace SimdNet.Reports;

/// <summary>The style sheet of a report: for wide and narrow screens, light and dark, and paper</summary>
internal static class PageStyle
{
    // On paper a dark page would be ink.
    private const string WhenDark = "screen and (prefers-color-scheme: dark)";

    /// <summary>Nothing in it is special in XML, so that a reader of HTML and one of XML see the same.</summary>
    public static string Text { get; } = Palette.PictureStyle(WhenDark) + Shades.Style(WhenDark) + Page;

    private static string Page => $$"""
        :root { color-scheme: light dark;
          --page: {{Palette.LightPage}}; --paper: {{Palette.LightPaper}}; --ink: {{Palette.LightInk}}; --quiet: {{Palette.LightQuiet}};
          --grid: {{Palette.LightGrid}}; --axis: {{Palette.LightAxis}}; --first: {{Palette.LightFirst}}; --second: {{Palette.LightSecond}} }
        @media {{WhenDark}} { :root {
          --page: {{Palette.DarkPage}}; --paper: {{Palette.DarkPaper}}; --ink: {{Palette.DarkInk}}; --quiet: {{Palette.DarkQuiet}};
          --grid: {{Palette.DarkGrid}}; --axis: {{Palette.DarkAxis}}; --first: {{Palette.DarkFirst}}; --second: {{Palette.DarkSecond}} } }
        * { box-sizing: border-box }
        html { -webkit-text-size-adjust: 100%; text-size-adjust: 100% }
        body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.5 {{Palette.Fonts}}; font-variant-numeric: tabular-nums; overflow-wrap: break-word }
        header, main, footer { max-width: 1120px; margin: 0 auto; padding: 0 24px }
        header { padding-top: 40px }
        h1 { margin: 0; font-size: 30px; line-height: 1.2; font-weight: 650; letter-spacing: -0.01em }
        h2 { margin: 0 0 16px; padding-top: 20px; border-top: 1px solid var(--grid); font-size: 21px; line-height: 1.3; font-weight: 650 }
        h3 { margin: 0 0 8px; font-size: 16px; font-weight: 650 }
        section { margin-top: 40px }
        header p { margin: 8px 0 0; max-width: 70ch; color: var(--quiet) }
        .description { white-space: pre-line }
        nav { margin-top: 16px; display: flex; flex-wrap: wrap; gap: 4px 20px; font-size: 15px }
        a { color: var(--first) }
        .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(160px, 1fr)); gap: 12px; margin: 24px 0 0 }
        section .tiles { margin: 0 0 28px }
        .tile { background: var(--paper); border: 1px solid var(--grid); border-radius: 8px; padding: 12px 14px }
        .tile dt { color: var(--quiet); font-size: 13px }
        .tile dd { margin: 0 }
        .tile .value { font-size: 23px; line-height: 1.35; font-weight: 650; white-space: nowrap }
        .tile .note { color: var(--quiet); font-size: 13px; line-height: 1.4 }
        .figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 460px), 1fr)); gap: 32px 40px; align-items: start }
        figure { margin: 0; min-width: 0 }
        figure svg { display: block; width: 100%; height: auto; max-width: 640px }
        .figures .wide { grid-column: 1 / -1 }
        .figures .scrolling { margin-bottom: 0 }
        .figures div { min-width: 0 }
        .long .scrolling { max-height: 560px; overflow-y: auto; max-width: 620px }
        .long thead th, details thead th { position: sticky; top: 0; background: var(--page) }
        .picture svg { width: auto; max-width: none }
        .picture .scrolling { margin-bottom: 0 }
        figcaption, .missing p, p.note { margin-top: 6px; color: var(--quiet); font-size: 14px; max-width: 66ch }
        .missing p { margin: 0 }
        details { margin-top: 20px }
        summary { cursor: pointer; color: var(--first) }
        .scrolling { overflow-x: auto; margin: 0 0 28px; max-width: 100% }
        details .scrolling { margin-top: 12px; max-height: 480px; overflow-y: auto }
        :focus-visible { outline: 2px solid var(--first); outline-offset: 2px }
        table { border-collapse: collapse; font-size: 14px; line-height: 1.4; color: var(--ink) }
        caption { text-align: left; caption-side: top; padding-bottom: 6px; font-size: 16px; font-weight: 650 }
        th, td { padding: 5px 12px; border-bottom: 1px solid var(--grid); text-align: left; vertical-align: baseline }
        thead th { color: var(--quiet); font-weight: 600; border-bottom-color: var(--axis) }
        tbody th { font-weight: 600; max-width: 260px }
        .numbers th + th, .numbers td, .layers th + th + th, .layers td + td { text-align: right }
        .numbers td { white-space: nowrap }
        .numbers, .layers { min-width: min(100%, 460px) }
        .means tbody tr:nth-last-child(-n+2) th, .means tbody tr:nth-last-child(-n+2) td { color: var(--quiet); font-style: italic; font-weight: 400 }
        .means tbody tr:nth-last-child(2) th, .means tbody tr:nth-last-child(2) td { border-top: 1px solid var(--axis) }
        .texts td { overflow-wrap: anywhere }
        .matrix th, .matrix td { padding: 5px 6px; min-width: 38px; text-align: center; border: 1px solid var(--page) }
        .matrix thead th { vertical-align: bottom; border-color: var(--page) }
        .matrix .corner { text-align: left; font-weight: 400; max-width: 84px; padding-left: 0 }
        .matrix tbody th { text-align: right; padding-right: 10px; color: var(--ink) }
        .matrix th span { display: inline-block; max-width: 170px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; vertical-align: bottom }
        .matrix.tall thead th span { writing-mode: vertical-rl; transform: rotate(180deg); max-width: none; max-height: 150px }
        .matrix td.none { color: var(--quiet) }
        .matrix td.right { font-weight: 700 }
        .quiet-line { stroke: var(--axis); stroke-width: 1.5 }
        .long-dashes { stroke-dasharray: 10 3 }
        circle.spot { fill: var(--first); stroke: var(--page); stroke-width: 1.5 }
        circle.mark { fill: var(--page); stroke: var(--ink) }
        circle.point { fill: var(--first); fill-opacity: 0.55 }
        .bar { fill: var(--first) }
        text.halo { fill: var(--ink); paint-order: stroke; stroke: var(--page); stroke-width: 4px; stroke-linejoin: round }
        text { font-variant-numeric: tabular-nums }
        footer { margin-top: 48px; padding-bottom: 40px; color: var(--quiet); font-size: 13px }
        @media (max-width: 600px) {
          header, main, footer { padding-left: 16px; padding-right: 16px }
          header { padding-top: 24px }
          h1 { font-size: 25px }
          .tiles { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 8px }
          .tile { padding: 10px 12px }
          .tile .value { font-size: 21px }
          th, td { padding: 5px 8px }
        }
        @media print {
          body { font-size: 11pt }
          header, main, footer { max-width: none; padding-left: 0; padding-right: 0 }
          nav { display: none }
          section { margin-top: 24px }
          figure, .tile, tr, .matrix { break-inside: avoid }
          h2, h3, caption { break-after: avoid }
          .figures { grid-template-columns: 1fr 1fr; gap: 20px }
          .picture svg { max-width: 100% }
          .scrolling, .long .scrolling, details .scrolling { overflow: visible; max-height: none }
          thead th { position: static }
          .matrix td, svg, .tile { print-color-adjust: exact; -webkit-print-color-adjust: exact }
        }

        """.ReplaceLineEndings("\n");
}
